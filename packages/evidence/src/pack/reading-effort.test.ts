import { describe, expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import { craftZip, join } from '../../../../tests/zips/craft-zip.ts';
import { verifyGuardPack } from '../guard/verify-guard-pack.ts';
import { recordRun } from '../runpack/record-run.ts';
import { DEFAULTS, sampleRun } from '../runpack/testing/sample-run.ts';
import { verifyRunpack } from '../runpack/verify-runpack.ts';
import { bytesSource, type ByteSource } from '../zip/byte-source.ts';
import { openZip } from '../zip/open-zip.ts';
import { readEntry } from '../zip/read-entry.ts';
import { codeOf } from '../zip/testing/read-all.ts';
import { VERIFY_LIMITS } from '../zip/zip-limits.ts';
import { inflatedSource, MAX_PASSES } from './inflated-source.ts';
import { openPackArchive } from './pack-archive.ts';
import { verifyPack } from './verify-pack.ts';

/**
 * What a small pack may cost its verifier. Counted are the packed bytes that are read, not
 * seconds: a loaded machine must not fail.
 */

const MIB = 1024 * 1024;

/** A source that counts what is read of it. */
function counted(bytes: Uint8Array): { readonly source: ByteSource; readonly read: () => number } {
  const inner = bytesSource(bytes);
  let read = 0;
  return {
    source: {
      size: inner.size,
      read: (offset, length) => {
        const answer = inner.read(offset, length);
        read += answer.length;
        return answer;
      },
    },
    read: () => read,
  };
}

/** Bytes that do not compress, always the same. */
function noise(size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** A zip whose directory names the last entry first, then the first, and so on inwards. */
function zigzag(count: number, size: number): Uint8Array {
  const names = Array.from({ length: count }, (_, i) => `e${String(i).padStart(4, '0')}`);
  const zip = craftZip(names.map((name, i) => ({ name, data: noise(size, i + 1), method: 0 })));
  const record = 46 + 5;
  const start = zip.length - 22 - count * record;
  const order = names.map((_, i) => (i % 2 === 0 ? count - 1 - i / 2 : (i - 1) / 2));
  const directory = order.map((at) => zip.subarray(start + at * record, start + (at + 1) * record));
  return join(zip.subarray(0, start), ...directory, zip.subarray(zip.length - 22));
}

/** A container inside a zip, unpacked on the way, and what was read of the zip since. */
function inflated(inner: Uint8Array): {
  readonly source: ByteSource;
  readonly passes: () => number;
} {
  const outer = craftZip([{ name: 'source/runpack.zip', data: inner }]);
  const { source, read } = counted(outer);
  const zip = openZip(source);
  const entry = zip.entries[0]!;
  const before = read();
  return {
    source: inflatedSource(zip, entry, 1024),
    passes: () => (read() - before) / entry.compressedSize,
  };
}

describe('a container inside a pack', () => {
  test('is opened in a few passes, whatever order its directory is in', () => {
    const { source, passes } = inflated(zigzag(60, 128 * 1024));
    expect(
      openZip(source)
        .entries.map(({ name }) => name)
        .slice(0, 3),
    ).toEqual(['e0059', 'e0000', 'e0058']);
    expect(passes()).toBeLessThan(3);
  });

  test('that makes its reader go to and fro is refused', () => {
    const { source, passes } = inflated(zigzag(60, 128 * 1024));
    const archive = openZip(source);
    const all = (): unknown => archive.entries.map((entry) => readEntry(archive, entry));
    expect(codeOf(all)).toBe('zip_bomb');
    expect(passes()).toBeLessThan(MAX_PASSES + 3);
  });

  test('is verified within the passes that are allowed when files lie between its documents', async () => {
    const plain = openZip(bytesSource(recordRun(sampleRun(), DEFAULTS).zip));
    const files = plain.entries.flatMap((entry, i) => [
      { name: `file${i}`, data: noise(3 * MIB, i), method: 0 },
      { name: entry.name, data: readEntry(plain, entry) },
    ]);
    const { source } = inflated(craftZip(files));
    const report = await verifyRunpack(source, { profile: 'standard' });
    expect(report.fault).toBeUndefined();
    expect(new Set(report.refusals.map(({ code }) => code))).toEqual(
      new Set(['runpack_undeclared_entry']),
    );
  });
});

/** A guard pack of one file, declared many times. */
function repeated(times: number, size: number): Uint8Array {
  const data = noise(size, 7);
  const item = { path: 'a.bin', sha256: sha256Hex(data), type: 'blob' };
  const manifest = {
    schema_id: 'gait.guard.pack_manifest',
    schema_version: '1.0.0',
    created_at: '2026-01-01T00:00:00Z',
    producer_version: '1.0.0',
    pack_id: 'x',
    run_id: 'r',
    generated_at: '2026-01-01T00:00:00Z',
    contents: Array.from({ length: times }, () => item),
  };
  return craftZip([
    { name: 'a.bin', data },
    { name: 'pack_manifest.json', data: JSON.stringify(manifest) },
  ]);
}

for (const size of [64 * 1024, 5 * MIB]) {
  test(`a file of ${size} bytes that a manifest declares many times is hashed once`, async () => {
    const bytes = repeated(50, size);
    const { source, read } = counted(bytes);
    const { result, refusals } = await verifyGuardPack(source, {
      profile: 'standard',
      keys: undefined,
      requireSignature: false,
    });
    expect(result).toMatchObject({ filesChecked: 50, hashMismatches: [] });
    expect(refusals.map(({ code }) => code)).toContain('pack_contents_duplicate');
    expect(read()).toBeLessThan(3 * bytes.length);
  });
}

test('a pack of many documents keeps 16 MiB of them at most', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const zip = craftZip(names.map((name, i) => ({ name, data: noise(4 * MIB, i), method: 0 })));
  const { source, read } = counted(zip);
  const archive = openPackArchive(source, VERIFY_LIMITS);
  const hashAgain = async (name: string): Promise<boolean> => {
    const before = read();
    await archive.hash(name);
    return read() > before;
  };
  for (const name of names) await archive.hash(name);
  const again: boolean[] = [];
  for (const name of names) again.push(await hashAgain(name));
  expect(again).toEqual([false, false, false, false, true, true]);
});

test('the manifest of a pack may unpack to 16 MiB, as that of a runpack', async () => {
  const options = { profile: 'standard', keys: undefined, requireSignature: false } as const;
  const data = Buffer.alloc(16 * MIB + 1, 0x20);
  const large = craftZip([{ name: 'pack_manifest.json', data, method: 0 }]);
  expect((await verifyPack(bytesSource(large), options)).fault?.code).toBe('zip_entry_too_large');
  expect((await verifyGuardPack(bytesSource(large), options)).fault?.code).toBe(
    'zip_entry_too_large',
  );
  const within = craftZip([{ name: 'pack_manifest.json', data: data.subarray(1), method: 0 }]);
  expect((await verifyPack(bytesSource(within), options)).fault?.code).toBe(
    'pack_manifest_invalid',
  );
});
