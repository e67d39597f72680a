/** What becomes of a large document. */
export interface DocumentHandler {
  /** An element of a list that is a member of the document, with the member's name. */
  element(member: string, bytes: Uint8Array): void;
  /** The document with all those lists emptied. */
  skeleton(bytes: Uint8Array): void;
  /** The document without its lists, or one element, is too large to be looked into. */
  tooLarge(): void;
}

const MAX_PART_BYTES = 10 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Cuts a JSON object that arrives in pieces into the elements of its lists and the rest, so
 * that a document with a million elements is read in the memory of one.
 *
 * It only finds the cuts: every part is handed on as it stands, and whoever gets it reads it
 * strictly. Text that is not JSON therefore shows up as a part that is not JSON, at the
 * latest in the skeleton.
 */
export class DocumentSplitter {
  private readonly handler: DocumentHandler;
  private readonly rest = new Part();
  private readonly item = new Part();
  private depth = 0;
  private member: string | undefined;
  private afterComma = false;
  private inText = false;
  private escaped = false;

  constructor(handler: DocumentHandler) {
    this.handler = handler;
  }

  push(piece: Uint8Array): void {
    let start = 0;
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i] as number;
      if (this.inText) {
        this.text(byte);
      } else if (byte === QUOTE) {
        this.inText = true;
      } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        this.depth++;
        if (byte === OPEN_LIST && this.depth === 2 && this.member === undefined) {
          start = this.take(piece, start, i + 1);
          this.member = lastMember(this.rest);
        }
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        if (byte === CLOSE_LIST && this.depth === 2 && this.member !== undefined) {
          this.take(piece, start, i);
          this.endElement(true);
          this.member = undefined;
          start = i;
        }
        this.depth--;
      } else if (byte === COMMA && this.depth === 2 && this.member !== undefined) {
        this.take(piece, start, i);
        this.endElement(false);
        start = i + 1;
      }
    }
    this.take(piece, start, piece.length);
  }

  end(): void {
    if (this.rest.overflow) this.handler.tooLarge();
    else this.handler.skeleton(this.rest.release());
  }

  private text(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.inText = false;
  }

  private take(bytes: Uint8Array, start: number, end: number): number {
    if (end > start)
      (this.member === undefined ? this.rest : this.item).add(bytes.subarray(start, end));
    return end;
  }

  /** `[]` has no element; `[1,]` has one too many, which is no JSON. */
  private endElement(last: boolean): void {
    const { overflow } = this.item;
    const bytes = this.item.release();
    const nothing = last && !this.afterComma && Buffer.from(bytes).toString('latin1').trim() === '';
    this.afterComma = !last;
    if (overflow) this.handler.tooLarge();
    else if (!nothing) this.handler.element(this.member ?? '', bytes);
  }
}

/**
 * Bytes that belong together, up to a limit, copied into one buffer that grows: a list of
 * views would keep every piece alive that it touches.
 */
class Part {
  overflow = false;
  private buffer = Buffer.allocUnsafeSlow(4096);
  private size = 0;

  add(bytes: Uint8Array): void {
    if (this.overflow || this.size + bytes.length > MAX_PART_BYTES) {
      this.overflow = true;
      return;
    }
    if (this.size + bytes.length > this.buffer.length) this.grow(this.size + bytes.length);
    this.buffer.set(bytes, this.size);
    this.size += bytes.length;
  }

  /** The bytes so far, as a view that the next `add` overwrites. */
  release(): Uint8Array {
    const bytes = this.buffer.subarray(0, this.size);
    this.size = 0;
    this.overflow = false;
    return bytes;
  }

  tail(length: number): string {
    return this.buffer.toString('latin1', Math.max(0, this.size - length), this.size);
  }

  private grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(size, this.buffer.length * 2));
    larger.set(this.buffer.subarray(0, this.size));
    this.buffer = larger;
  }
}

/** The name before `:[`. Only a name of the formats matters; any other is as good as none. */
function lastMember(rest: Part): string {
  return /"([a-z_]{1,64})"\s*:\s*\[$/i.exec(rest.tail(128))?.[1]?.toLowerCase() ?? '';
}
