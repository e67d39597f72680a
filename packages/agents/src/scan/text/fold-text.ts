import { foldLetters, isInvisible, isMark, latinTwin, scriptOf } from './letters.ts';

/** A text as a model reads it, in one spelling, and where each character of it came from. */
export interface FoldedText {
  /**
   * Lower case without accents; look-alike and styled letters as plain ones; no emphasis, quotes,
   * tags or invisible characters; blanks as one blank; `\n` where a paragraph, an item or a cell ends.
   */
  readonly text: string;
  /** Offset in the raw text of a character of `text`; its length for the end. */
  readonly rawOffset: (offset: number) => number;
}

const DROP = 1;
const BLANK = 2;
const LINE = 3;
const CELL = 4;
const SPECIAL = 5;

const CLASS_OF = new Uint8Array(128);
for (const char of '*"\'`~') CLASS_OF[char.charCodeAt(0)] = DROP;
for (const char of ' \t\r\f\v_>#') CLASS_OF[char.charCodeAt(0)] = BLANK;
CLASS_OF[0x0a] = LINE;
CLASS_OF[0x7c] = CELL;
for (const char of '<&\\-') CLASS_OF[char.charCodeAt(0)] = SPECIAL;

const TAG = /<\/?[a-zA-Z][^<>\n]{0,200}>/y;
const EMPTY = /<!--\s{0,8}-->/y;
const ENTITY = /&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/y;
const ESCAPE =
  /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8}))/y;
const ITEM = /[ \t>]*(?:[-*+]|[0-9]{1,3}[.)])[ \t]/y;
const NAMED: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>' };

/** Folds a text in one pass. */
export function foldText(raw: string): FoldedText {
  const out = new Sink(raw.length);
  for (let at = 0; at < raw.length;) {
    const code = raw.charCodeAt(at);
    if (code >= 0x80) {
      const point = raw.codePointAt(at) ?? code;
      putPoint(out, point, at);
      at += point > 0xffff ? 2 : 1;
      continue;
    }
    switch (CLASS_OF[code]) {
      case DROP:
        at++;
        break;
      case BLANK:
        out.blank();
        at++;
        break;
      case LINE:
        out.line();
        at++;
        ITEM.lastIndex = at;
        if (ITEM.test(raw)) out.boundary();
        break;
      case CELL:
        out.boundary();
        at++;
        break;
      case SPECIAL:
        at = putSpecial(out, raw, at);
        break;
      default:
        out.put(code >= 0x41 && code <= 0x5a ? code + 32 : code, at);
        at++;
    }
  }
  return out.finish(raw.length);
}

function putPoint(out: Sink, point: number, at: number): void {
  // They vanish on the screen, and so they do here: what they cut apart is one word.
  if (isInvisible(point) || isMark(point)) return;
  if (isSpace(point)) return out.blank();
  for (const char of foldLetters(point)) {
    const code = char.codePointAt(0) ?? 0;
    if (code === 0x20) out.blank();
    else if (code > 0xffff) for (let i = 0; i < 2; i++) out.put(char.charCodeAt(i), at);
    else out.put(code, at);
  }
}

function isSpace(point: number): boolean {
  return (
    point === 0xa0 || (point >= 0x2000 && point <= 0x200a) || point === 0x202f || point === 0x3000
  );
}

/** What begins a tag, an entity, an escape or the mark of a comment; else the character itself. */
function putSpecial(out: Sink, raw: string, at: number): number {
  const code = raw.charCodeAt(at);
  if (code === 0x3c) {
    if (raw.startsWith('<!--', at)) {
      // An empty comment cuts a word apart and leaves no gap.
      EMPTY.lastIndex = at;
      return at + (EMPTY.exec(raw)?.[0].length ?? 4);
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(raw);
    if (tag !== null) return at + tag[0].length;
  } else if (code === 0x2d) {
    if (raw.startsWith('-->', at)) return at + 3;
  } else {
    const pattern = code === 0x26 ? ENTITY : ESCAPE;
    pattern.lastIndex = at;
    const found = pattern.exec(raw);
    if (found !== null) {
      const point = code === 0x26 ? entityPoint(found) : escapePoint(found);
      if (point < 0x80) putPlain(out, point, at);
      else if (point <= 0x10ffff) putPoint(out, point, at);
      return at + found[0].length;
    }
    if (code === 0x5c) {
      out.blank();
      return at + 1;
    }
  }
  out.put(code, at);
  return at + 1;
}

function entityPoint([, decimal, hex, name]: RegExpExecArray): number {
  if (decimal !== undefined) return Number(decimal);
  if (hex !== undefined) return Number.parseInt(hex, 16);
  return (NAMED[name ?? ''] ?? ' ').charCodeAt(0);
}

function escapePoint([, x, u, braced, long]: RegExpExecArray): number {
  return Number.parseInt(x ?? u ?? braced ?? long ?? '20', 16);
}

function putPlain(out: Sink, code: number, at: number): void {
  if (code <= 0x20) out.blank();
  else if (CLASS_OF[code] !== DROP) out.put(code >= 0x41 && code <= 0x5a ? code + 32 : code, at);
}

/** Collects the folded characters. Owned by one call of `foldText`. */
class Sink {
  private codes: Uint16Array;
  private from: Uint32Array;
  private length = 0;
  /** Blanks that come before the next character: 0 none, 1 one, 2 the end of a paragraph. */
  private pending = 0;
  private lines = 0;
  private wordStart = 0;
  private scripts = 0;

  constructor(size: number) {
    this.codes = new Uint16Array(size + 16);
    this.from = new Uint32Array(size + 16);
  }

  blank(): void {
    if (this.pending === 0) this.pending = 1;
  }

  line(): void {
    this.lines++;
    this.pending = Math.max(this.pending, this.lines > 1 ? 2 : 1);
  }

  boundary(): void {
    this.pending = 2;
  }

  put(code: number, at: number): void {
    if (this.pending > 0) {
      this.endWord();
      if (this.length > 0) this.push(this.pending === 1 ? 0x20 : 0x0a, at);
      this.pending = 0;
      this.wordStart = this.length;
    }
    this.lines = 0;
    this.push(code, at);
    if (code >= 0x61 && code <= 0x7a) this.scripts |= 1;
    else if (code >= 0x80 && scriptOf(code) !== 'other') this.scripts |= 2;
  }

  finish(rawLength: number): FoldedText {
    this.endWord();
    const { codes, from, length } = this;
    const text = new TextDecoder('utf-16le').decode(new Uint8Array(codes.buffer, 0, length * 2));
    return { text, rawOffset: (offset) => (offset >= length ? rawLength : (from[offset] ?? 0)) };
  }

  private push(code: number, at: number): void {
    if (this.length === this.codes.length) this.grow();
    this.codes[this.length] = code;
    this.from[this.length++] = at;
  }

  private grow(): void {
    const codes = new Uint16Array(this.codes.length * 2);
    codes.set(this.codes);
    const from = new Uint32Array(this.from.length * 2);
    from.set(this.from);
    this.codes = codes;
    this.from = from;
  }

  /** A word of Latin letters with foreign ones among them is read as the Latin word. */
  private endWord(): void {
    if (this.scripts === 3) {
      for (let at = this.wordStart; at < this.length; at++) {
        this.codes[at] = latinTwin(this.codes[at] ?? 0);
      }
    }
    this.scripts = 0;
  }
}
