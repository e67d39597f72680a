/** Bytes that are no text, or too much of it: such files are not merged. */
export type Unmergeable = 'binary' | 'too_large';

/** A text without what an editor or a checkout may have changed about all of it at once. */
export interface TextLines {
  /** Lines with their ends, one character a byte; only the last may lack its end. */
  readonly lines: readonly string[];
  /** Begins with a byte order mark, which is not in `lines`. */
  readonly bom: boolean;
  /** `mixed`: not every line ends alike. `none`: no line ends. */
  readonly ends: 'lf' | 'crlf' | 'mixed' | 'none';
}

/** Lines that one side may have, and bytes: what is larger was not written by a person. */
export const MERGE_LIMITS = { lines: 200_000, bytes: 16 * 1024 * 1024 } as const;

const BOM = '\u00ef\u00bb\u00bf';

/** Reads a text as lines; the reason where it is none that can be merged. */
export function readLines(bytes: Uint8Array): TextLines | Unmergeable {
  if (bytes.length > MERGE_LIMITS.bytes) return 'too_large';
  if (bytes.includes(0) || !isUtf8(bytes)) return 'binary';
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const bom = all.startsWith(BOM);
  const lines = splitLines(bom ? all.slice(BOM.length) : all);
  if (lines.length > MERGE_LIMITS.lines) return 'too_large';
  return { lines, bom, ends: endsOf(lines) };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The lines of a text, each with its end. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    lines.push(end < 0 ? text.slice(start) : text.slice(start, end + 1));
    start = end < 0 ? text.length : end + 1;
  }
  return lines;
}

function endsOf(lines: readonly string[]): TextLines['ends'] {
  let [lf, crlf] = [0, 0];
  for (const line of lines) {
    if (line.endsWith('\r\n')) crlf += 1;
    else if (line.endsWith('\n')) lf += 1;
  }
  if (crlf === 0) return lf === 0 ? 'none' : 'lf';
  return lf === 0 ? 'crlf' : 'mixed';
}

/** Lines that end with a line feed alone; only for texts whose ends are not mixed. */
export function withLineFeeds({ lines, ends }: TextLines): readonly string[] {
  return ends === 'crlf' ? lines.map((line) => line.replace(/\r\n$/u, '\n')) : lines;
}

/** The bytes of lines, with ends and mark as they are wanted. */
export function encodeLines(
  lines: readonly string[],
  { bom, crlf }: { readonly bom: boolean; readonly crlf: boolean },
): Uint8Array {
  const ended = crlf ? lines.map((line) => line.replace(/\n$/u, '\r\n')) : lines;
  return Buffer.from((bom ? BOM : '') + ended.join(''), 'latin1');
}
