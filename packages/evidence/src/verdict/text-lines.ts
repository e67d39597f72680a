/** One line of a text that is not blank. */
export interface TextLine {
  /** Number of the line, from 1; blank lines count. */
  readonly line: number;
  readonly bytes: Uint8Array;
}

const LF = 0x0a;

/** The lines of a JSONL text without their line ends; lines of white space are skipped. */
export function* textLines(bytes: Uint8Array): Generator<TextLine> {
  let line = 0;
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(LF, start);
    const end = found < 0 ? bytes.length : found;
    line++;
    const trimmed = trimBytes(bytes, start, end);
    if (trimmed.length > 0) yield { line, bytes: trimmed };
    start = end + 1;
  }
}

function trimBytes(bytes: Uint8Array, from: number, to: number): Uint8Array {
  let start = from;
  let end = to;
  while (start < end && isSpace(bytes[start])) start++;
  while (end > start && isSpace(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}
