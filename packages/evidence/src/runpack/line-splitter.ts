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
      const line = this.held.length === 1 && only !== undefined ? only : Buffer.concat(this.held);
      if (!isBlank(line)) this.handler.line(line, this.number);
    }
    this.held.length = 0;
    this.heldBytes = 0;
    this.skipping = false;
    this.number++;
  }
}

function isBlank(line: Uint8Array): boolean {
  for (const byte of line) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0b && byte !== 0x0c)
      return false;
  }
  return true;
}

/** The lines of bytes in memory. */
export function splitLines(bytes: Uint8Array, handler: LineHandler): void {
  const splitter = new LineSplitter(handler);
  splitter.push(bytes);
  splitter.end();
}
