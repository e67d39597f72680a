import type { ErrorCode } from '@gait/canon';
import { deflateRawSync } from 'node:zlib';
import { craftZip, join, le, text, type CraftedEntry } from './craft-zip.ts';

/**
 * Archives that are wrong or strange in exactly one way, around the same good entries.
 *
 * `standard` and `compat` are our answers: a code, or undefined where the archive opens and
 * its good entries read. `reference` is the exit status of the reference's `verify` when the
 * good entries are those of a valid runpack (0 accepted, 2 found false, 6 unreadable).
 */
export interface OddZip {
  readonly title: string;
  readonly make: (good: readonly CraftedEntry[]) => Uint8Array;
  readonly standard: ErrorCode | undefined;
  readonly compat: ErrorCode | undefined;
  readonly reference: 0 | 2 | 6;
}

const MODE = 0x10000;

/** An archive with one more entry. */
const withExtra =
  (entry: CraftedEntry): OddZip['make'] =>
  (good) =>
    craftZip([...good, entry]);

/** An archive whose first entry is changed. */
const withFirst =
  (change: (entry: CraftedEntry) => Partial<CraftedEntry>): OddZip['make'] =>
  (good) =>
    craftZip(good.map((entry, index) => (index === 0 ? { ...entry, ...change(entry) } : entry)));

const contentOf = (entry: CraftedEntry): Uint8Array =>
  typeof entry.data === 'string' ? text(entry.data) : (entry.data ?? new Uint8Array());

const packedOf = (entry: CraftedEntry): Uint8Array => new Uint8Array(deflateRawSync(contentOf(entry)));

const cut =
  (bytes: number): OddZip['make'] =>
  (good) => {
    const zip = craftZip(good);
    return zip.subarray(0, zip.length - bytes);
  };

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

const oddNames = names.map(
  ([title, name, standard]): OddZip => ({
    title,
    make: withExtra({ name, data: '' }),
    standard,
    compat: undefined,
    reference: 0,
  }),
);

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
    make: (good) => craftZip([...good, { ...(good[0] as CraftedEntry), name: `\u00a0${String(good[0]?.name)} ` }]),
    standard: 'zip_duplicate_entry',
    compat: 'zip_duplicate_entry',
    reference: 2,
  },
  {
    title: 'an entry twice but for case',
    make: (good) => craftZip([...good, { ...(good[0] as CraftedEntry), name: String(good[0]?.name).toUpperCase() }]),
    standard: 'zip_confusable_entry',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'an entry twice but for composition',
    make: (good) => craftZip([...good, { name: 'e\u0301', data: '' }, { name: '\u00e9', data: '' }]),
    standard: 'zip_confusable_entry',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'two names that are not UTF-8 and differ',
    make: (good) => craftZip([...good, { name: Uint8Array.of(0xfe) }, { name: Uint8Array.of(0xff) }]),
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
      descriptor: le([4, 0x08074b50], [4, 0], [4, packedOf(entry).length], [4, contentOf(entry).length]),
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
      descriptor: le([4, 0x08074b50], [4, 7], [4, packedOf(entry).length], [4, contentOf(entry).length]),
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

function descriptorOf(entry: CraftedEntry, ...before: readonly (readonly [number, number])[]): Uint8Array {
  const zip = craftZip([entry]);
  const at = zip.length - 22;
  const central = at - 46 - text(String(entry.name)).length;
  return join(le(...before), zip.subarray(central + 16, central + 28));
}

const oddHeaders: readonly OddZip[] = [
  {
    title: 'a local header with another name',
    make: withFirst(() => ({ local: { name: 'other.txt' } })),
    standard: 'zip_header_mismatch',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a local header with another method',
    make: withFirst(() => ({ local: { method: 0 } })),
    standard: 'zip_header_mismatch',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a local header with another checksum',
    make: withFirst(() => ({ local: { crc32: 5 } })),
    standard: 'zip_header_mismatch',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a local header with other sizes',
    make: withFirst(() => ({ local: { size: 5 } })),
    standard: 'zip_header_mismatch',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a local header marked encrypted',
    make: withFirst(() => ({ local: { flags: 1 } })),
    standard: 'zip_header_mismatch',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a local header that is none',
    make: withFirst(() => ({ local: { signature: 0x04034b51 } })),
    standard: 'zip_header_mismatch',
    compat: 'zip_malformed',
    reference: 6,
  },
  {
    title: 'an entry in the directory only, outside the file',
    make: withExtra({ name: 'ghost', data: '', ghost: true, headerOffset: 0x7fffffff }),
    standard: 'zip_header_mismatch',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'two entries on the same bytes',
    make: (good) => craftZip([...good, { ...(good[0] as CraftedEntry), name: 'again', ghost: true, headerOffset: 0 }]),
    standard: 'zip_header_mismatch',
    compat: undefined,
    reference: 0,
  },
];

const oddLayouts: readonly OddZip[] = [
  {
    title: 'no zip at all',
    make: () => text('this is no zip'),
    standard: 'zip_malformed',
    compat: 'zip_malformed',
    reference: 6,
  },
  { title: 'no bytes', make: () => new Uint8Array(), standard: 'zip_malformed', compat: 'zip_malformed', reference: 6 },
  { title: 'the last byte missing', make: cut(1), standard: 'zip_malformed', compat: 'zip_malformed', reference: 6 },
  { title: 'the last 40 bytes missing', make: cut(40), standard: 'zip_malformed', compat: 'zip_malformed', reference: 6 },
  {
    title: 'bytes before the archive, offsets shifted',
    make: (good) => craftZip(good, { prefix: text('#!/bin/sh\n') }),
    standard: 'zip_hidden_data',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'bytes before the archive, offsets not shifted',
    make: (good) => join(text('#!/bin/sh\n'), craftZip(good)),
    standard: 'zip_hidden_data',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'bytes between entries',
    make: (good) => craftZip(good.map((entry, index) => (index === 1 ? { ...entry, before: text('gap') } : entry))),
    standard: 'zip_hidden_data',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'bytes before the directory',
    make: (good) => craftZip(good, { beforeDirectory: text('gap') }),
    standard: 'zip_hidden_data',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'bytes after the directory, not counted',
    make: (good) => craftZip(good, { beforeEnd: text('gap') }),
    standard: 'zip_hidden_data',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'bytes after the archive',
    make: (good) => craftZip(good, { after: text('tail') }),
    standard: 'zip_hidden_data',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a comment',
    make: (good) => craftZip(good, { comment: text('made by hand') }),
    standard: undefined,
    compat: undefined,
    reference: 0,
  },
  {
    title: 'a comment longer than the file',
    make: (good) => craftZip(good, { comment: text('short'), commentLength: 500 }),
    standard: 'zip_malformed',
    compat: 'zip_malformed',
    reference: 6,
  },
  {
    title: 'a whole other archive in the comment',
    make: (good) => craftZip([{ name: 'decoy.txt', data: 'decoy' }], { comment: craftZip(good) }),
    standard: 'zip_hidden_data',
    compat: undefined,
    reference: 0,
  },
  {
    title: 'fewer entries announced than present',
    make: (good) => craftZip(good, { records: good.length - 1 }),
    standard: 'zip_malformed',
    compat: 'zip_malformed',
    reference: 6,
  },
  {
    title: 'more entries announced than present',
    make: (good) => craftZip(good, { records: good.length + 1 }),
    standard: 'zip_malformed',
    compat: 'zip_malformed',
    reference: 6,
  },
  {
    title: 'a directory size larger than the file',
    make: (good) => craftZip(good, { directorySize: 0x7fffffff }),
    standard: 'zip_malformed',
    compat: 'zip_malformed',
    reference: 6,
  },
  {
    title: 'a directory offset that points nowhere',
    make: (good) => craftZip(good, { directoryOffset: 0x7fffffff }),
    standard: 'zip_header_mismatch',
    compat: 'zip_malformed',
    reference: 6,
  },
  {
    title: 'a part of a split archive',
    make: (good) => craftZip(good, { disk: 1 }),
    standard: 'zip_unsupported',
    compat: undefined,
    reference: 0,
  },
];

/** All of them. */
export const ODD_ZIPS: readonly OddZip[] = [...oddNames, ...oddEntries, ...oddData, ...oddHeaders, ...oddLayouts];
