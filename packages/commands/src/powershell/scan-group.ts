/** A place in a text. */
export interface Cursor {
  readonly text: string;
  at: number;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };
/** Groups within groups. */
const MOST_OPEN = 64;

/**
 * Takes the group that opens at the cursor and answers with what is in it, without its brackets;
 * undefined: it does not close, or closes wrongly. Quotes, escapes, here-texts and comments are
 * those of PowerShell, also inside `"$( )"`. One pass, no recursion.
 */
export function takeGroup(cursor: Cursor): string | undefined {
  const { text } = cursor;
  const start = cursor.at + 1;
  const open: string[] = [];
  let at = cursor.at;
  while (at < text.length) {
    const char = text[at] as string;
    const within = open.at(-1);
    if (char === '`') at += 2;
    else if (within === '"') {
      if (char === '"' && text[at + 1] === '"') at += 2;
      else if (char === '"') {
        open.pop();
        at += 1;
      } else if (char === '$' && text[at + 1] === '(') {
        open.push(')');
        at += 2;
      } else at += 1;
    } else if (char === '"') {
      const here = text[at - 1] === '@' ? hereEnd(text, at) : undefined;
      if (here === undefined) open.push('"');
      at = here ?? at + 1;
    } else if (char === "'") {
      at = (text[at - 1] === '@' ? hereEnd(text, at) : undefined) ?? singleEnd(text, at);
    } else if (beginsComment(text, at)) at = commentEnd(text, at);
    else if (CLOSERS[char] !== undefined) {
      open.push(CLOSERS[char]);
      at += 1;
    } else if (char === ')' || char === '}' || char === ']') {
      if (open.pop() !== char) return undefined;
      at += 1;
      if (open.length === 0) {
        cursor.at = at;
        return text.slice(start, at - 1);
      }
    } else at += 1;
    if (open.length > MOST_OPEN) return undefined;
  }
  return undefined;
}

/** Behind the quote that ends a single quoted text; the text's end when none does. */
export function singleEnd(text: string, at: number): number {
  for (let end = text.indexOf("'", at + 1); end >= 0; end = text.indexOf("'", end + 2)) {
    if (text[end + 1] !== "'") return end + 1;
  }
  return text.length;
}

/** Behind the end of a here-text whose quote is at `at`; undefined: it is none, or it is open. */
export function hereEnd(text: string, at: number): number | undefined {
  const quote = text[at] as string;
  const head = /^[ \t]*\r?\n/.exec(text.slice(at + 1, at + 66));
  if (head === null) return undefined;
  const end = text.indexOf(`\n${quote}@`, at + head[0].length);
  return end < 0 ? undefined : end + 3;
}

/** `#` begins a comment only where a word may begin. */
export function beginsComment(text: string, at: number): boolean {
  if (text[at] === '<') return text[at + 1] === '#';
  return text[at] === '#' && (at === 0 || /[\s;(){}|&,=]/.test(text[at - 1] as string));
}

/** The place behind a comment, at the line's end. */
export function commentEnd(text: string, at: number): number {
  const isBlock = text[at] === '<';
  const end = isBlock ? text.indexOf('#>', at + 2) : text.indexOf('\n', at);
  if (end < 0) return text.length;
  return isBlock ? end + 2 : end;
}

/** Passes blanks, comments and broken lines; with `lines` also the ends of lines. */
export function skipBlanks(cursor: Cursor, lines: boolean): void {
  const { text } = cursor;
  for (;;) {
    const char = text[cursor.at];
    if (char === undefined) return;
    const isLine = char === '\n' || char === '\r';
    if (isLine ? lines : /[\s\u0085\uFEFF]/.test(char)) cursor.at += 1;
    else if (char === '`' && /^`\r?\n/.test(text.slice(cursor.at, cursor.at + 3))) {
      cursor.at += text[cursor.at + 1] === '\r' ? 3 : 2;
    } else if (beginsComment(text, cursor.at)) cursor.at = commentEnd(text, cursor.at);
    else return;
  }
}
