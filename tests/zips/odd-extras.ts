import { crc32 } from 'node:zlib';
import { craftZip, join, le, text } from './craft-zip.ts';
import { withFirst, type OddZip } from './odd-zip.ts';

/** An extra field; `length` where it is not that of the bytes. */
const field = (id: number, bytes: Uint8Array, length = bytes.length): Uint8Array =>
  join(le([2, id], [2, length]), bytes);

const zeros = (length: number): Uint8Array => new Uint8Array(length);

/** Info-ZIP's Unicode path or comment: version 1, the CRC of what it replaces, the new text. */
const unicode = (id: number, replaced: string, by: string): Uint8Array =>
  field(id, join(le([1, 1], [4, crc32(text(replaced))]), text(by)));

const inBoth = (extra: Uint8Array): OddZip['make'] => withFirst(() => ({ extra }));
const inDirectory = (extra: Uint8Array): OddZip['make'] =>
  withFirst(() => ({ extra, local: { extra: zeros(0) } }));
const inLocal = (extra: Uint8Array): OddZip['make'] => withFirst(() => ({ local: { extra } }));

const tolerated = { standard: 'zip_header_mismatch', compat: undefined, reference: 0 } as const;
const accepted = { standard: undefined, compat: undefined, reference: 0 } as const;
const hidden = { standard: 'zip_hidden_data', compat: undefined, reference: 0 } as const;

const rename: (make: (extra: Uint8Array) => OddZip['make']) => OddZip['make'] = (make) => (good) =>
  make(unicode(0x7075, String(good[0]?.name), 'renamed.json'))(good);

/** Fields that rename an entry or carry what nobody signed, beside those plain writers make. */
export const ODD_EXTRAS: readonly OddZip[] = [
  { title: 'a Unicode path in both headers', make: rename(inBoth), ...tolerated },
  { title: 'a Unicode path in the directory', make: rename(inDirectory), ...tolerated },
  { title: 'a Unicode path in the local header', make: rename(inLocal), ...tolerated },
  {
    title: 'a Unicode path behind an extended timestamp',
    make: inBoth(join(field(0x5455, zeros(5)), unicode(0x7075, 'x', 'renamed.json'))),
    ...tolerated,
  },
  { title: 'a Unicode comment', make: inDirectory(unicode(0x6375, '', 'note')), ...tolerated },
  { title: 'an unknown extra field', make: inBoth(field(0xcafe, zeros(0))), ...tolerated },
  {
    title: 'kilobytes in an unknown extra field of the local header',
    make: inLocal(field(0x4242, zeros(60_000))),
    ...tolerated,
  },
  {
    title: 'an extended timestamp with more bytes than three times need',
    make: inBoth(field(0x5455, zeros(14))),
    ...tolerated,
  },
  {
    title: 'an extended timestamp twice',
    make: inBoth(join(field(0x5455, zeros(5)), field(0x5455, zeros(5)))),
    ...tolerated,
  },
  {
    title: 'an extra field longer than the extra fields',
    make: inLocal(field(0x5455, zeros(5), 6)),
    ...tolerated,
  },
  { title: 'extra fields of three bytes', make: inLocal(zeros(3)), ...tolerated },
  { title: 'an extended timestamp', make: inBoth(field(0x5455, zeros(5))), ...accepted },
  {
    title: 'the fields that Info-ZIP writes',
    make: withFirst(() => ({
      extra: join(field(0x5455, zeros(5)), field(0x7875, zeros(11))),
      local: { extra: join(field(0x5455, zeros(13)), field(0x7875, zeros(11))) },
    })),
    ...accepted,
  },
  { title: 'the older fields of Info-ZIP', make: inBoth(field(0x5855, zeros(8))), ...accepted },
  {
    title: 'kilobytes in the comment of the archive',
    make: (good) => craftZip(good, { comment: zeros(63_000) }),
    ...hidden,
  },
  {
    title: 'a comment of an entry',
    make: withFirst(() => ({ comment: 'seen by no digest' })),
    ...hidden,
  },
];
