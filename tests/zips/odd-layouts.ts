import { craftZip, join, text, type CraftedEntry } from './craft-zip.ts';
import { withExtra, withFirst, type OddZip } from './odd-zip.ts';

const cut =
  (bytes: number): OddZip['make'] =>
  (good) => {
    const zip = craftZip(good);
    return zip.subarray(0, zip.length - bytes);
  };

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
    make: (good) =>
      craftZip([
        ...good,
        { ...(good[0] as CraftedEntry), name: 'again', ghost: true, headerOffset: 0 },
      ]),
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
  {
    title: 'no bytes',
    make: () => new Uint8Array(),
    standard: 'zip_malformed',
    compat: 'zip_malformed',
    reference: 6,
  },
  {
    title: 'the last byte missing',
    make: cut(1),
    standard: 'zip_malformed',
    compat: 'zip_malformed',
    reference: 6,
  },
  {
    title: 'the last 40 bytes missing',
    make: cut(40),
    standard: 'zip_malformed',
    compat: 'zip_malformed',
    reference: 6,
  },
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
    make: (good) =>
      craftZip(
        good.map((entry, index) => (index === 1 ? { ...entry, before: text('gap') } : entry)),
      ),
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
    standard: 'zip_hidden_data',
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

/** Odd local headers and places in the file. */
export const ODD_LAYOUTS: readonly OddZip[] = [...oddHeaders, ...oddLayouts];
