import { trimSpace } from '@gait/canon';

/** Longest line that is read as a record; the reference stops at the same length. */
const MAX_LINE_BYTES = 10 * 1024 * 1024;

/** What to do with lines; numbers count from 1. */
export interface LineHandler {
  line(bytes: Uint8Array, number: number): void;
  /** A line over the limit; its bytes are not kept. */
  tooLong(number: number): void;
}

/**
 * Cuts bytes that arrive in pieces into lines, holding at most one line. Lines of white
 * space only are counted and not handed on; a last line without newline is a line.
 */
export class LineSplitter {
  private readonly handler: LineHandler;
  private readonly limit: number;
  private readonly held: Uint8Array[] = [];
  private heldBytes = 0;
  private skipping = false;
  private number = 1;

  constructor(handler: LineHandler, limit = MAX_LINE_BYTES) {
    this.handler = handler;
    this.limit = limit;
  }

  push(piece: Uint8Array): void {
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      this.hold(piece.subarray(start, end));
      this.release();
      start = end + 1;
    }
    // The decompressor may reuse its buffer for the next piece.
    if (start < piece.length) this.hold(piece.slice(start));
  }

  end(): void {
    if (this.heldBytes > 0 || this.skipping) this.release();
  }

  private hold(part: Uint8Array): void {
    if (this.skipping) return;
    this.heldBytes += part.length;
    if (this.heldBytes <= this.limit) {
      this.held.push(part);
      return;
    }
    this.held.length = 0;
    this.skipping = true;
  }

  private release(): void {
    if (this.skipping) {
      this.handler.tooLong(this.number);
    } else {
      const [only] = this.held;
      const whole = this.held.length === 1 && only !== undefined ? only : Buffer.concat(this.held);
      const line = trimLine(whole);
      if (line.length > 0) this.handler.line(line, this.number);
    }
    this.held.length = 0;
    this.heldBytes = 0;
    this.skipping = false;
    this.number++;
  }
}

/**
 * The line without white space at its ends, by Unicode as the reference trims. A line that
 * is no UTF-8 stays as it is, for its reader to complain about.
 */
function trimLine(line: Uint8Array): Uint8Array {
  const first = line[0] ?? 0;
  const last = line[line.length - 1] ?? 0;
  if (first > 0x20 && first < 0x80 && last > 0x20 && last < 0x80) return line;
  const text = Buffer.from(line).toString('utf8');
  const trimmed = trimSpace(text);
  if (trimmed === '') return new Uint8Array();
  const isUtf8 = Buffer.from(text, 'utf8').equals(line);
  return isUtf8 ? Buffer.from(trimmed, 'utf8') : line;
}

/** The lines of bytes in memory. */
export function splitLines(bytes: Uint8Array, handler: LineHandler): void {
  const splitter = new LineSplitter(handler);
  splitter.push(bytes);
  splitter.end();
}
