import type { ErrorCode } from '@gait/canon';
import { deflateRawSync } from 'node:zlib';
import { craftZip, join, le, text, type CraftedEntry } from './craft-zip.ts';
import { withExtra, withFirst, type OddZip } from './odd-zip.ts';

const MODE = 0x10000;

const contentOf = (entry: CraftedEntry): Uint8Array =>
  typeof entry.data === 'string' ? text(entry.data) : (entry.data ?? new Uint8Array());

const packedOf = (entry: CraftedEntry): Uint8Array =>
  new Uint8Array(deflateRawSync(contentOf(entry)));

const names: readonly (readonly [string, string | Uint8Array, ErrorCode | undefined])[] = [
  ['a name that climbs with ..', '../x.txt', 'zip_entry_name'],
  ['a name that climbs in the middle', 'd/../../x.txt', 'zip_entry_name'],
  ['an absolute name', '/etc/x.txt', 'zip_entry_name'],
  ['a backslash in a name', 'd\\x.txt', 'zip_entry_name'],
  ['a drive letter', 'C:x.txt', 'zip_entry_name'],
  ['a NUL in a name', 'x.txt\0.png', 'zip_entry_name'],
  ['a control character in a name', 'x\u001b[2J.txt', 'zip_entry_name'],
  ['a direction mark in a name', 'x\u202etxt.exe', 'zip_entry_name'],
  ['an empty name', '', 'zip_entry_name'],
  ['a directory', 'folder/', 'zip_entry_name'],
  ['a dot segment', './x.txt', 'zip_entry_name'],
  ['an empty segment', 'd//x.txt', 'zip_entry_name'],
  ['a name that is not UTF-8', Uint8Array.of(0x78, 0xff, 0xfe), 'zip_entry_name'],
  ['an overlong UTF-8 name', Uint8Array.of(0xc0, 0xae, 0xc0, 0xae, 0x2f, 0x78), 'zip_entry_name'],
  ['a deeply nested name', `${'d/'.repeat(100)}x`, 'zip_entry_name'],
  ['an accented name', 'é/ü.txt', undefined],
];

const oddNames = names.map(([title, name, standard]): OddZip => ({
  title,
  make: withExtra({ name, data: '' }),
  standard,
  compat: undefined,
  reference: 0,
}));

const oddEntries: readonly OddZip[] = [
  {
    title: 'a name of 2,000 bytes',
    make: withExtra({ name: 'n'.repeat(2000), data: '' }),
    standard: 'zip_entry_name',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a symbolic link',
    make: withExtra({ name: 'link', data: '/etc/passwd', attributes: 0o120777 * MODE }),
    standard: 'zip_link',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a device',
    make: withExtra({ name: 'device', data: '', attributes: 0o060666 * MODE }),
    standard: 'zip_link',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'an encrypted entry',
    make: withExtra({ name: 'x', data: 'x', flags: 1 }),
    standard: 'zip_encrypted',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'an unknown method on an entry that nobody reads',
    make: withExtra({ name: 'x', data: 'x', method: 12 }),
    standard: 'zip_unsupported',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'an unknown method on an entry that is read',
    make: withFirst(() => ({ method: 12 })),
    standard: 'zip_unsupported',
    compat: 'zip_unsupported',
    reference: 6,
  },
  {
    title: 'an entry twice',
    make: (good) => craftZip([...good, ...good.slice(0, 1)]),
    standard: 'zip_duplicate_entry',
    compat: 'zip_duplicate_entry',
    reference: 2,
  },
  {
    title: 'an entry twice but for white space',
    make: (good) =>
      craftZip([
        ...good,
        { ...(good[0] as CraftedEntry), name: `\u00a0${String(good[0]?.name)} ` },
      ]),
    standard: 'zip_duplicate_entry',
    compat: 'zip_duplicate_entry',
    reference: 2,
  },
  {
    title: 'an entry twice but for case',
    make: (good) =>
      craftZip([
        ...good,
        { ...(good[0] as CraftedEntry), name: String(good[0]?.name).toUpperCase() },
      ]),
    standard: 'zip_confusable_entry',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'an entry twice but for composition',
    make: (good) =>
      craftZip([...good, { name: 'e\u0301', data: '' }, { name: '\u00e9', data: '' }]),
    standard: 'zip_confusable_entry',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'two names that are not UTF-8 and differ',
    make: (good) =>
      craftZip([...good, { name: Uint8Array.of(0xfe) }, { name: Uint8Array.of(0xff) }]),
    standard: 'zip_entry_name',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'stored entries',
    make: (good) => craftZip(good.map((entry) => ({ ...entry, method: 0 }))),
    standard: undefined,
    compat: undefined,
    reference: 0,
  },
  {
    title: 'entries without Unix mode',
    make: (good) => craftZip(good.map((entry) => ({ ...entry, attributes: 0 }))),
    standard: undefined,
    compat: undefined,
    reference: 0,
  },
  {
    title: 'entries out of order',
    make: (good) => craftZip([...good].reverse()),
    standard: undefined,
    compat: undefined,
    reference: 0,
  },
];

const oddData: readonly OddZip[] = [
  {
    title: 'a wrong checksum',
    make: withFirst(() => ({ crc32: 1 })),
    standard: 'zip_entry_corrupt',
    compat: 'zip_entry_corrupt',
    reference: 6,
  },
  {
    title: 'no checksum',
    make: withFirst(() => ({ crc32: 0 })),
    standard: 'zip_entry_corrupt',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'no checksum but a data descriptor',
    make: withFirst((entry) => ({
      crc32: 0,
      flags: 8,
      local: { crc32: 0, size: 0, compressedSize: 0 },
      descriptor: le(
        [4, 0x08074b50],
        [4, 0],
        [4, packedOf(entry).length],
        [4, contentOf(entry).length],
      ),
    })),
    standard: 'zip_entry_corrupt',
    compat: 'zip_entry_corrupt',
    reference: 6,
  },
  {
    title: 'a size larger than the content',
    make: withFirst((entry) => ({ size: contentOf(entry).length + 1 })),
    standard: 'zip_entry_corrupt',
    compat: 'zip_entry_corrupt',
    reference: 6,
  },
  {
    title: 'a size smaller than the content',
    make: withFirst((entry) => ({ size: contentOf(entry).length - 1 })),
    standard: 'zip_entry_corrupt',
    compat: 'zip_entry_corrupt',
    reference: 6,
  },
  {
    title: 'a damaged deflate stream',
    make: withFirst((entry) => ({ packed: packedOf(entry).fill(0xff) })),
    standard: 'zip_entry_corrupt',
    compat: 'zip_entry_corrupt',
    reference: 6,
  },
  {
    title: 'a deflate stream cut short',
    make: withFirst((entry) => ({ packed: packedOf(entry).subarray(0, -4) })),
    standard: 'zip_entry_corrupt',
    compat: 'zip_entry_corrupt',
    reference: 6,
  },
  {
    title: 'no packed bytes at all',
    make: withFirst(() => ({ packed: new Uint8Array() })),
    standard: 'zip_entry_corrupt',
    compat: 'zip_entry_corrupt',
    reference: 6,
  },
  {
    title: 'bytes after the end of the deflate stream',
    make: withFirst((entry) => ({ packed: join(packedOf(entry), text('hidden')) })),
    standard: 'zip_hidden_data',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a stored entry whose two sizes differ',
    make: withFirst((entry) => ({ method: 0, compressedSize: contentOf(entry).length - 1 })),
    standard: 'zip_hidden_data',
    compat: 'zip_entry_corrupt',
    reference: 6,
  },
  {
    title: 'a data descriptor with signature',
    make: withFirst((entry) => ({
      flags: 8,
      local: { crc32: 0, size: 0, compressedSize: 0 },
      descriptor: descriptorOf(entry, [4, 0x08074b50]),
    })),
    standard: undefined,
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a data descriptor without signature',
    make: withFirst((entry) => ({
      flags: 8,
      local: { crc32: 0, size: 0, compressedSize: 0 },
      descriptor: descriptorOf(entry),
    })),
    standard: undefined,
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a data descriptor with another checksum',
    make: withFirst((entry) => ({
      flags: 8,
      local: { crc32: 0, size: 0, compressedSize: 0 },
      descriptor: le(
        [4, 0x08074b50],
        [4, 7],
        [4, packedOf(entry).length],
        [4, contentOf(entry).length],
      ),
    })),
    standard: 'zip_header_mismatch',
    compat: 'zip_entry_corrupt',
    reference: 6,
  },
  {
    title: 'a data descriptor with other sizes',
    make: withFirst((entry) => ({
      flags: 8,
      local: { crc32: 0, size: 0, compressedSize: 0 },
      descriptor: join(descriptorOf(entry).subarray(0, 4), le([4, 1], [4, 1])),
    })),
    standard: 'zip_header_mismatch',
    compat: undefined,
    reference: 0,
  },
];

function descriptorOf(
  entry: CraftedEntry,
  ...before: readonly (readonly [number, number])[]
): Uint8Array {
  const zip = craftZip([entry]);
  const at = zip.length - 22;
  const central = at - 46 - text(String(entry.name)).length;
  return join(le(...before), zip.subarray(central + 16, central + 28));
}

/** Odd names, kinds and contents. */
export const ODD_ENTRIES: readonly OddZip[] = [...oddNames, ...oddEntries, ...oddData];
