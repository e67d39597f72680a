import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { deflateRawSync } from 'node:zlib';
import { bytesSource } from './byte-source.ts';
import { entryChunks } from './entry-chunks.ts';
import { openZip } from './open-zip.ts';
import { readEntry } from './read-entry.ts';
import { craftZip, join, type CraftedEntry } from '../../../../tests/zips/craft-zip.ts';
import { codeOf, readAll, rejectionOf } from './testing/read-all.ts';
import { COMPAT_LIMITS, VERIFY_LIMITS, type ZipLimits } from './zip-limits.ts';

const MIB = 1024 * 1024;
let zeros: Uint8Array;

beforeAll(() => {
  zeros = new Uint8Array(deflateRawSync(Buffer.alloc(200 * MIB)));
});
afterAll(() => {
  zeros = new Uint8Array();
});

/** The code, and a check that it came in well under a second. */
function refusal(action: () => unknown): string | undefined {
  const start = performance.now();
  const code = codeOf(action);
  expect(performance.now() - start).toBeLessThan(900);
  return code;
}

const open = (bytes: Uint8Array, limits: ZipLimits = VERIFY_LIMITS) =>
  openZip(bytesSource(bytes), limits);

describe('a bomb', () => {
  test('of 200 MiB of zeros is refused by its ratio, without unpacking', () => {
    const zip = craftZip([{ name: 'z', packed: zeros, size: 200 * MIB }]);
    expect(refusal(() => open(zip))).toBe('zip_bomb');
  });

  test('that claims a small size is stopped at that size', () => {
    const zip = craftZip([{ name: 'z', packed: zeros, size: MIB }]);
    expect(refusal(() => readAll(zip, VERIFY_LIMITS))).toBe('zip_entry_corrupt');
  });

  test('that claims a small size is not unpacked beyond it', () => {
    const zip = craftZip([{ name: 'z', packed: zeros, size: MIB }]);
    expect(() => readAll(zip, VERIFY_LIMITS)).toThrow(
      'unpacks to more bytes than the directory says',
    );
  });

  test('that claims a small size is stopped while streaming', async () => {
    const archive = open(craftZip([{ name: 'z', packed: zeros, size: MIB }]));
    const [entry] = archive.entries;
    if (entry === undefined) throw new Error('no entry');
    let seen = 0;
    const reading = (async () => {
      for await (const chunk of entryChunks(archive, entry)) seen += chunk.length;
    })();
    expect(await rejectionOf(reading)).toMatchObject({ code: 'zip_entry_corrupt' });
    expect(seen).toBeLessThanOrEqual(MIB);
  });

  test('of entries that share their bytes is refused, under compat too', () => {
    // Fifield's construction: one kernel, a thousand directory entries that point at it.
    const kernel: CraftedEntry = { name: 'k0', packed: zeros.subarray(0, 20_000), size: 20 * MIB };
    const ghosts = Array.from({ length: 1000 }, (_, index) => ({
      ...kernel,
      name: `k${index + 1}`,
      ghost: true,
      headerOffset: 0,
    }));
    const zip = craftZip([kernel, ...ghosts]);
    expect(refusal(() => open(zip))).toBe('zip_bomb');
    expect(refusal(() => open(zip, COMPAT_LIMITS))).toBe('zip_bomb');
  });

  test('of entries that overlap below the ratio is named an overlap', () => {
    const inner = craftZip([{ name: 'inner', data: 'x'.repeat(50), method: 0 }]);
    const header = inner.subarray(0, inner.length - 22 - 46 - 5);
    // The outer entry is stored and holds the inner one whole, header and data.
    const zip = craftZip([
      { name: 'outer', data: header, method: 0 },
      { name: 'inner', data: 'x'.repeat(50), method: 0, ghost: true, headerOffset: 35 },
    ]);
    expect(open(zip).oddities.map(({ code, entry }) => [code, entry])).toEqual([
      ['zip_overlap', 'inner'],
    ]);
  });

  test('of 100,000 entries is refused', () => {
    const entry = craftZip([{ name: 'aaaaa', data: '', method: 0 }]);
    const local = entry.subarray(0, 35);
    const central = entry.subarray(35, 35 + 51);
    const count = 100_000;
    const zip = join(
      local,
      new Uint8Array(Buffer.concat(Array.from({ length: count }, () => central))),
      entry.subarray(35 + 51),
    );
    const view = new DataView(zip.buffer);
    view.setUint16(zip.length - 12, count & 0xffff, true);
    view.setUint16(zip.length - 14, count & 0xffff, true);
    view.setUint32(zip.length - 10, count * 51, true);
    view.setUint32(zip.length - 6, 35, true);
    expect(refusal(() => open(zip))).toBe('zip_too_many_entries');
    expect(refusal(() => open(zip, COMPAT_LIMITS))).toBe('zip_duplicate_entry');
  });

  test('of names as long as the format allows is refused', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      name: `${'d/'.repeat(32_000)}${index}`,
      data: '',
      method: 0,
    }));
    const zip = craftZip(many);
    expect(refusal(() => open(zip))).toBe('zip_too_many_entries');
    expect(refusal(() => open(craftZip(many.slice(0, 3))))).toBe('zip_entry_name');
  });

  test('of a zip in a zip is not followed: an inner archive is bytes', () => {
    const inner = craftZip([{ name: 'z', packed: zeros, size: 200 * MIB }]);
    const archive = open(craftZip([{ name: 'inner.zip', data: inner, method: 0 }]));
    const [entry] = archive.entries;
    if (entry === undefined) throw new Error('no entry');
    expect(readEntry(archive, entry).length).toBe(inner.length);
  });

  test('of a quine, whose entry holds the archive, ends', () => {
    const self = craftZip([{ name: 'r', data: '', method: 0 }]);
    const zip = craftZip([{ name: 'r', data: self, method: 0, headerOffset: 0 }]);
    expect(refusal(() => readAll(zip, VERIFY_LIMITS))).toBeUndefined();
  });
});
