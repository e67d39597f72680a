import { describe, expect, test } from 'bun:test';
import { bytesSource } from './byte-source.ts';
import { openZip } from './open-zip.ts';
import { readEntry } from './read-entry.ts';
import { craftZip, join, le, text, type CraftedEntry } from '../../../../tests/zips/craft-zip.ts';
import { ODD_ZIPS } from '../../../../tests/zips/odd-zips.ts';
import { codeOf, readAll } from './testing/read-all.ts';
import { COMPAT_LIMITS, STANDARD_LIMITS, VERIFY_LIMITS } from './zip-limits.ts';

const GOOD: readonly CraftedEntry[] = [
  { name: 'a.txt', data: 'alpha alpha alpha alpha' },
  { name: 'd/b.json', data: '{"b":1}' },
  { name: 'empty', data: '' },
];

/** Opens and reads the good entries, as a verifier does. */
function readGood(bytes: Uint8Array, limits = STANDARD_LIMITS): void {
  const archive = openZip(bytesSource(bytes), limits);
  for (const { name, data } of GOOD) {
    const entry = archive.find(String(name));
    if (entry === undefined) throw new Error(`no entry ${String(name)}`);
    expect(new TextDecoder().decode(readEntry(archive, entry))).toBe(String(data));
  }
}

describe('a zip that is odd in one way', () => {
  for (const odd of ODD_ZIPS) {
    const verdict = odd.standard ?? 'accepted';
    test(`${odd.title}: ${verdict}, under compat ${odd.compat ?? 'accepted'}`, () => {
      const bytes = odd.make(GOOD);
      expect(codeOf(() => readGood(bytes))).toBe(odd.standard);
      expect(codeOf(() => readGood(bytes, COMPAT_LIMITS))).toBe(odd.compat);
    });
  }

  test('is accepted under compat exactly when the reference accepts it', () => {
    for (const odd of ODD_ZIPS)
      expect([odd.title, odd.compat === undefined]).toEqual([odd.title, odd.reference === 0]);
  });

  test('is listed, not thrown, when oddities are collected', () => {
    const bytes = craftZip([
      ...GOOD,
      { name: '../x', data: '' },
      { name: 'l', attributes: 0o120777 * 0x10000 },
    ]);
    const archive = openZip(bytesSource(bytes), VERIFY_LIMITS);
    expect(archive.oddities.map(({ code, entry }) => [code, entry])).toEqual([
      ['zip_entry_name', '../x'],
      ['zip_link', 'l'],
    ]);
  });

  test('names the entry in the error', () => {
    expect(() => openZip(bytesSource(craftZip([{ name: '../x', data: '' }])))).toThrow(
      expect.objectContaining({ where: { entry: '../x' } }),
    );
  });

  test('lists an oddity found while reading once, however often the entry is read', () => {
    const bytes = ODD_ZIPS.find(
      ({ title }) => title === 'bytes after the end of the deflate stream',
    )?.make(GOOD);
    const archive = openZip(bytesSource(bytes as Uint8Array), VERIFY_LIMITS);
    const entry = archive.find('a.txt');
    if (entry === undefined) throw new Error('no entry');
    expect(archive.oddities).toEqual([]);
    readEntry(archive, entry);
    readEntry(archive, entry);
    expect(archive.oddities.map(({ code }) => code)).toEqual(['zip_hidden_data']);
  });
});

describe('openZip', () => {
  test('says duplicate before anything else, with every duplicate named', () => {
    const twice = [...GOOD, ...GOOD, { name: '../x', data: '' }];
    expect(() => openZip(bytesSource(craftZip(twice)))).toThrow(
      'zip contains duplicate entries: a.txt, d/b.json, empty',
    );
  });

  test('finds entries by exact name, among few and among many', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      name: `n${index}`,
      data: `${index}`,
    }));
    for (const entries of [GOOD, many]) {
      const archive = openZip(bytesSource(craftZip(entries)));
      for (const { name } of entries) expect(archive.find(String(name))?.name).toBe(String(name));
      expect(archive.find('nothing')).toBeUndefined();
    }
  });

  test('opens a zip without entries', () => {
    expect(openZip(bytesSource(craftZip([]))).entries).toEqual([]);
  });

  test('reads modes, and takes 0644 where none is given', () => {
    const zip = craftZip([
      { name: 'x', attributes: 0o100755 * 0x10000 },
      { name: 'y', attributes: 0 },
    ]);
    expect(openZip(bytesSource(zip)).entries.map(({ mode }) => mode)).toEqual([0o755, 0o644]);
  });
});

describe('limits', () => {
  test('refuse one entry too many', () => {
    const zip = craftZip(GOOD);
    expect(codeOf(() => readAll(zip, { ...STANDARD_LIMITS, maxEntries: 2 }))).toBe(
      'zip_too_many_entries',
    );
    expect(codeOf(() => readAll(zip, { ...STANDARD_LIMITS, maxEntries: 3 }))).toBeUndefined();
  });

  test('refuse one entry too many when the number announced is a lie', () => {
    const zip = craftZip(GOOD, { records: 1 });
    expect(codeOf(() => readAll(zip, { ...STANDARD_LIMITS, maxEntries: 2 }))).toBe(
      'zip_too_many_entries',
    );
  });

  test('refuse a directory, a name, a comment that are too long', () => {
    expect(
      codeOf(() => readAll(craftZip(GOOD), { ...STANDARD_LIMITS, maxDirectoryBytes: 100 })),
    ).toBe('zip_too_many_entries');
    expect(codeOf(() => readAll(craftZip(GOOD), { ...STANDARD_LIMITS, maxNameBytes: 7 }))).toBe(
      'zip_entry_name',
    );
    const zip = craftZip([{ name: 'a', comment: 'c'.repeat(100) }], {
      comment: text('c'.repeat(200)),
    });
    expect(codeOf(() => readAll(zip, { ...STANDARD_LIMITS, maxCommentBytes: 199 }))).toBe(
      'zip_malformed',
    );
    expect(codeOf(() => readAll(zip, { ...STANDARD_LIMITS, maxCommentBytes: 99 }))).toBe(
      'zip_malformed',
    );
    expect(codeOf(() => readAll(zip, { ...COMPAT_LIMITS, maxCommentBytes: 200 }))).toBeUndefined();
  });

  test('refuse an entry and a total that are too large', () => {
    const zip = craftZip(GOOD);
    expect(codeOf(() => readAll(zip, { ...STANDARD_LIMITS, maxEntryBytes: 22 }))).toBe(
      'zip_entry_too_large',
    );
    expect(codeOf(() => readAll(zip, { ...STANDARD_LIMITS, maxTotalBytes: 29 }))).toBe('zip_bomb');
    expect(codeOf(() => readAll(zip, { ...STANDARD_LIMITS, maxTotalBytes: 30 }))).toBeUndefined();
  });
});

describe('ZIP64', () => {
  const wide = le([2, 1], [2, 24], [8, 5], [8, 5], [8, 0]);
  const entry: CraftedEntry = {
    name: 'w',
    data: 'seven',
    method: 0,
    size: 0xffffffff,
    compressedSize: 0xffffffff,
  };
  const localWide = {
    extra: wide.subarray(0, 20).with(2, 16),
    size: 0xffffffff,
    compressedSize: 0xffffffff,
  };

  test('takes sizes and offset from the extra field where the header is full of ones', () => {
    const zip = craftZip([{ ...entry, extra: wide, local: localWide, headerOffset: 0xffffffff }]);
    expect(readAll(zip)).toEqual([['w', text('seven')]]);
  });

  test('compares the sizes of both extra fields', () => {
    const other = join(localWide.extra.subarray(0, 4), le([8, 6], [8, 5]));
    const zip = craftZip([
      { ...entry, extra: wide, local: { ...localWide, extra: other }, headerOffset: 0xffffffff },
    ]);
    expect(codeOf(() => readAll(zip))).toBe('zip_header_mismatch');
  });

  test('refuses an extra field that is missing, short, or beyond any file', () => {
    for (const extra of [
      new Uint8Array(),
      le([2, 1], [2, 4], [4, 5]),
      le([2, 1], [2, 24], [8, 5], [8, -1], [8, 0]),
    ]) {
      expect(codeOf(() => readAll(craftZip([{ ...entry, extra, headerOffset: 0xffffffff }])))).toBe(
        'zip_malformed',
      );
    }
  });

  const end64 = (records: number, size: number, offset: number, recordAt: number): Uint8Array =>
    join(
      le(
        [4, 0x06064b50],
        [8, 44],
        [4, 0x002d002d],
        [8, 0],
        [8, records],
        [8, records],
        [8, size],
        [8, offset],
      ),
      le([4, 0x07064b50], [4, 0], [8, recordAt], [4, 1]),
    );
  const plain = craftZip(GOOD);
  const endAt = plain.length - 22;
  const size = le([4, 0]).length === 4 ? new DataView(plain.buffer).getUint32(endAt + 12, true) : 0;
  const offset = new DataView(plain.buffer).getUint32(endAt + 16, true);
  const marked = { records: 0xffff, directorySize: 0xffffffff, directoryOffset: 0xffffffff };

  test('takes the place of the directory from the ZIP64 record', () => {
    const zip = craftZip(GOOD, { ...marked, beforeEnd: end64(3, size, offset, endAt) });
    expect(readAll(zip).map(([name]) => name)).toEqual(['a.txt', 'd/b.json', 'empty']);
  });

  test('refuses a locator that leads elsewhere', () => {
    for (const recordAt of [0, endAt - 1, endAt + 76, 2 ** 40]) {
      const zip = craftZip(GOOD, { ...marked, beforeEnd: end64(3, size, offset, recordAt) });
      expect(codeOf(() => readAll(zip))).toBe('zip_malformed');
    }
  });

  test('refuses numbers in the record that fit no file, at once', () => {
    for (const [records, bytes, place] of [
      [2 ** 40, size, offset],
      [3, 2 ** 52, offset],
      [3, size, 2 ** 52],
      [3, -1, offset],
    ] as const) {
      const zip = craftZip(GOOD, { ...marked, beforeEnd: end64(records, bytes, place, endAt) });
      expect(codeOf(() => readGood(zip, COMPAT_LIMITS))).toMatch(
        /^zip_(malformed|too_many_entries)$/,
      );
    }
  });

  test('refuses a ZIP64 record with bytes behind its fields, and one of another length than it says', () => {
    const record = end64(3, size, offset, endAt);
    const long = join(record.subarray(0, 4), le([8, 49]), record.subarray(12, 56), text('hello'));
    for (const beforeEnd of [
      join(long, record.subarray(56)),
      record.with(4, 43),
      join(record.subarray(0, 56), text('hello'), record.subarray(56)),
    ]) {
      expect(codeOf(() => readAll(craftZip(GOOD, { ...marked, beforeEnd })))).toBe(
        'zip_hidden_data',
      );
    }
  });

  test('does not look at a ZIP64 record that the plain one does not call for', () => {
    const zip = craftZip(GOOD, { beforeEnd: end64(9, 9, 9, endAt) });
    expect(codeOf(() => readAll(zip))).toBe('zip_hidden_data');
  });
});
