import { countMerged, newMergeRoom } from './merge-piece.ts';
import { piecePattern, type Encoding } from './encodings.ts';
import { HASH_BASE, openRankTable } from './rank-table.ts';

/** Counts tokens of one encoding. */
export interface Tokenizer {
  readonly encoding: Encoding;
  /**
   * How many tokens a text has; the names of special tokens count as the plain text that they are.
   * Time grows with the length, whatever the text is. Bytes that are no UTF-8 count as U+FFFD.
   */
  readonly count: (text: Uint8Array | string) => number;
}

/**
 * A piece without a break of more bytes is cut there, so that it does not take gigabytes of memory:
 * the count may then be too high by one for each cut. No text has such pieces.
 */
const LONGEST_PIECE = 8 * 1024 * 1024;

/**
 * @param packed the ranks of this encoding, as `packRanks` writes them
 * @throws RangeError where they are cut short
 */
export function openTokenizer(encoding: Encoding, packed: Uint8Array): Tokenizer {
  const table = openRankTable(packed);
  const pattern = piecePattern(encoding);
  const room = newMergeRoom();

  const countPiece = (bytes: Uint8Array, start: number, end: number): number => {
    if (end - start === 1) return 1;
    if (end - start > LONGEST_PIECE) {
      const cut = start + LONGEST_PIECE;
      return countMerged(table, bytes, start, cut, room) + countPiece(bytes, cut, end);
    }
    let hash = 0;
    for (let i = start; i < end; i += 1)
      hash = (Math.imul(hash, HASH_BASE) + (bytes[i] ?? 0) + 1) | 0;
    if (table.find(bytes, start, end, hash) >= 0) return 1;
    return countMerged(table, bytes, start, end, room);
  };

  return {
    encoding,
    count(content) {
      // With the byte order mark, which is a token like others.
      const text =
        typeof content === 'string'
          ? content
          : new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
      const bytes = new TextEncoder().encode(text);
      const ascii = bytes.length === text.length;
      let tokens = 0;
      let at = 0;
      let byteAt = 0;
      while (at < text.length) {
        pattern.lastIndex = at;
        // Every character is in one of the pattern's classes.
        const end = pattern.test(text) ? pattern.lastIndex : at + 1;
        const byteEnd = ascii ? end : byteAt + utf8Length(text, at, end);
        tokens += countPiece(bytes, byteAt, byteEnd);
        at = end;
        byteAt = byteEnd;
      }
      return tokens;
    },
  };
}

function utf8Length(text: string, from: number, to: number): number {
  let length = 0;
  for (let i = from; i < to; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    // Half of a pair each: together four bytes. A half alone is written as U+FFFD, three bytes.
    else if (unit >= 0xd800 && unit < 0xe000) length += isPaired(text, i, unit) ? 2 : 3;
    else length += 3;
  }
  return length;
}

function isPaired(text: string, at: number, unit: number): boolean {
  const other = text.charCodeAt(unit < 0xdc00 ? at + 1 : at - 1);
  return unit < 0xdc00 ? other >= 0xdc00 && other < 0xe000 : other >= 0xd800 && other < 0xdc00;
}
