import { describe, expect, test } from 'bun:test';
import { CodedError, decodeRecord, sha256Hex, type ErrorCode, type JsonObject } from '@gait/canon';
import { bytesSource, type ByteSource } from '../zip/byte-source.ts';
import { openZip } from '../zip/open-zip.ts';
import { manifestDigest } from './manifest-digest.ts';
import { readRunpack, type ReadRunpackOptions } from './read-runpack.ts';
import { recordRun } from './record-run.ts';
import { manifestRecord, type ManifestFile, type RunpackManifest } from './runpack-records.ts';
import { alterJson, alterLine, forge, pack, unpack, type Files } from './testing/forge-runpack.ts';
import { DEFAULTS, sampleRun } from './testing/sample-run.ts';
import { verifyRunpack } from './verify-runpack.ts';

function codeOf(zip: Uint8Array, options: ReadRunpackOptions = {}): ErrorCode | undefined {
  try {
    readRunpack(bytesSource(zip), options);
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

/** The sample run with more files, listed as given, under a manifest with its right digest. */
function withFiles(extra: Files, listed: readonly ManifestFile[], change: JsonObject = {}) {
  const files = unpack(plain());
  const manifest = JSON.parse(files['manifest.json'] as string) as RunpackManifest;
  const bare = { ...manifest, files: [...(manifest.files ?? []), ...listed] };
  const decoded = decodeRecord(manifestRecord, bare as unknown as JsonObject, { fold: true });
  const text = JSON.stringify({ ...bare, manifest_digest: manifestDigest(decoded), ...change });
  return pack({ ...files, ...extra, 'manifest.json': text });
}

const plain = (): Uint8Array => recordRun(sampleRun(), DEFAULTS).zip;

describe('reading a runpack', () => {
  test('gives back what was recorded', () => {
    const { manifest, run, intents, results, refs } = readRunpack(bytesSource(plain()));
    expect(manifest.capture_mode).toBe('raw');
    expect(run.run_id).toBe('run_sample');
    expect(intents.map(({ intent_id, args }) => [intent_id, args?.['path'] ?? null])).toEqual([
      ['intent_1', 'a.txt'],
      ['intent_2', 'b.txt'],
    ]);
    expect(results.map(({ status }) => status)).toEqual(['ok', 'error']);
    expect(refs.receipts).toHaveLength(1);
  });

  test('recorded anew it has the same bytes', () => {
    const { run, intents, results, refs, manifest } = readRunpack(bytesSource(plain()));
    const again = recordRun(
      { run, intents, results, refs, captureMode: manifest.capture_mode },
      DEFAULTS,
    );
    expect(again.zip).toEqual(plain());
  });

  test('refuses what is not intact, under every profile', () => {
    const { 'refs.json': _, ...rest } = unpack(plain());
    const altered = { ...unpack(plain()), 'results.jsonl': '' };
    for (const profile of ['standard', 'compat'] as const) {
      expect(codeOf(pack(rest), { profile })).toBe('runpack_file_missing');
      expect(codeOf(pack(altered), { profile })).toBe('runpack_hash_mismatch');
      expect(
        codeOf(
          forge((f) => alterLine(f, 'intents.jsonl', 1, () => '{')),
          { profile },
        ),
      ).toBe('runpack_record_malformed');
      expect(
        codeOf(
          forge((f) => alterJson(f, 'refs.json', { context_evidence_mode: 'required' })),
          { profile },
        ),
      ).toBeDefined();
    }
  });

  test('refuses what the verifier refuses, and reads it under compat', () => {
    const zip = forge((f) => alterJson(f, 'run.json', { run_id: 'run_other' }));
    expect(codeOf(zip)).toBe('runpack_run_id_mismatch');
    expect(codeOf(zip, { profile: 'compat' })).toBeUndefined();
  });

  test('takes exactly as many bytes as it was told to, of all files together', () => {
    const { 'manifest.json': _, ...files } = unpack(plain());
    const total = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(codeOf(plain(), { maxBytes: total })).toBeUndefined();
    expect(codeOf(plain(), { maxBytes: total - 1 })).toBe('runpack_size');
  });

  test('refuses declared files that fill the memory before it unpacks any of them', () => {
    const bomb = Buffer.alloc(4 * 1024 * 1024);
    const names = ['a.bin', 'b.bin', 'c.bin'];
    const extra = Object.fromEntries(names.map((name) => [name, bomb]));
    const listed = names.map((path) => ({ path, sha256: sha256Hex(bomb) }));
    const zip = withFiles(extra, listed);
    const maxBytes = 9 * 1024 * 1024;
    const archive = openZip(bytesSource(zip));
    const places = new Set(archive.entries.map(({ dataOffset }) => dataOffset));
    places.delete(archive.find('manifest.json')?.dataOffset ?? -1);
    const unpacked: number[] = [];
    const source = bytesSource(zip);
    const watched: ByteSource = {
      size: source.size,
      read: (offset, length) => {
        if (places.has(offset)) unpacked.push(offset);
        return source.read(offset, length);
      },
    };
    for (const profile of ['standard', 'compat'] as const) {
      let code: string | undefined;
      try {
        readRunpack(watched, { maxBytes, profile });
      } catch (error) {
        code = (error as CodedError).code;
      }
      expect(code).toBe('runpack_size');
    }
    expect(unpacked).toEqual([]);
    readRunpack(watched, { maxBytes: 13 * 1024 * 1024 });
    expect(unpacked.length).toBeGreaterThanOrEqual(names.length);
  });

  test('looks at the digest of the manifest before it unpacks a file', () => {
    const zip = withFiles({ 'a.bin': 'x' }, [{ path: 'a.bin', sha256: 'f'.repeat(64) }], {
      manifest_digest: 'e'.repeat(64),
    });
    expect(() => readRunpack(bytesSource(zip))).toThrow(
      expect.objectContaining({ where: { entry: 'manifest.json' } }),
    );
  });

  test('checks the digest of every declared file, also of those it does not use', () => {
    const wrong = withFiles({ 'a.bin': 'x' }, [{ path: 'a.bin', sha256: sha256Hex('y') }]);
    expect(codeOf(wrong, { profile: 'compat' })).toBe('runpack_hash_mismatch');
  });

  test('unpacks a file that is listed a thousand times once, and holds each digest against it', async () => {
    const right = { path: 'a.bin', sha256: sha256Hex('x') };
    const listed = Array.from({ length: 1000 }, () => right);
    const wrong = { ...right, sha256: sha256Hex('y') };
    for (const [list, code] of [
      [listed, undefined],
      [[...listed, wrong], 'runpack_hash_mismatch'],
    ] as const) {
      const zip = withFiles({ 'a.bin': 'x' }, list);
      const source = bytesSource(zip);
      const place = openZip(source).find('a.bin')?.dataOffset;
      let reads = 0;
      const watched: ByteSource = {
        size: source.size,
        read: (offset, length) => {
          if (offset === place) reads++;
          return source.read(offset, length);
        },
      };
      const report = await verifyRunpack(watched, { profile: 'compat' });
      expect(report.hashMismatches.map(({ path }) => path)).toEqual(
        code === undefined ? [] : ['a.bin'],
      );
      expect(reads).toBe(1);
      reads = 0;
      let found: string | undefined;
      try {
        readRunpack(watched, { profile: 'compat' });
      } catch (error) {
        found = (error as CodedError).code;
      }
      expect(found).toBe(code);
      expect(reads).toBe(1);
    }
  });
});
