import { u16 } from './little-endian.ts';

/** Identifier and length of the extended timestamp as our writers and the reference's write it. */
const TIMESTAMP = 0x5455;
const TIMESTAMP_LENGTH = 5;

/**
 * The fields that plain writers make (APPNOTE 4.5, Info-ZIP's list), and the most bytes each
 * can need. None changes what an entry is called or holds.
 */
const HARMLESS: ReadonlyMap<number, number> = new Map([
  [0x0001, 28], // sizes and offset of 64 bits
  [TIMESTAMP, 13], // three times
  [0x5855, 12], // Info-ZIP: two times, user and group of 16 bits
  [0x7875, 24], // Info-ZIP: user and group of any width
]);

/**
 * What is wrong with the extra fields of a header; undefined when nothing is.
 *
 * An extra field can rename its entry (0x7075, the Unicode path that Info-ZIP believes before
 * the header) or give it another comment (0x6375), and any other can carry bytes that no digest
 * covers. So a field is known to be harmless, of a length it can have, and there once.
 */
export function judgeExtraFields(
  bytes: Uint8Array,
  start: number,
  length: number,
): string | undefined {
  if (length === 0) return undefined;
  if (
    length === 4 + TIMESTAMP_LENGTH &&
    u16(bytes, start) === TIMESTAMP &&
    u16(bytes, start + 2) === TIMESTAMP_LENGTH
  )
    return undefined;
  const end = start + length;
  const seen = new Set<number>();
  let at = start;
  while (at < end) {
    // Read beyond the end, they lead beyond it.
    const id = u16(bytes, at);
    const fieldLength = u16(bytes, at + 2);
    const longest = HARMLESS.get(id);
    const name = `0x${id.toString(16).padStart(4, '0')}`;
    if (longest === undefined) return `has the extra field ${name}, which plain writers do not use`;
    if (seen.has(id)) return `has the extra field ${name} twice`;
    at += 4 + fieldLength;
    if (at > end) return 'has extra fields that are cut short';
    if (fieldLength > longest) return `has an extra field ${name} of ${fieldLength} bytes`;
    seen.add(id);
  }
  return undefined;
}
