import type { SqlLexis } from './dialect.ts';

/** One token. Comments and blanks are none. */
export interface SqlToken {
  /**
   * `word`: unquoted, `text` in upper case. `name`: quoted name. `string`: a text, without its
   * quotes. `body`: a text between dollars. `client`: a command of the client, to the line's end.
   * `end`: the end of a statement.
   */
  readonly type: 'word' | 'name' | 'string' | 'body' | 'number' | 'symbol' | 'client' | 'end';
  readonly text: string;
  /** As written: a name that is not quoted keeps its letters. */
  readonly raw: string;
}

/** The tokens, and whether all quotes and comments were closed. */
export interface SqlTokens {
  readonly tokens: readonly SqlToken[];
  readonly closed: boolean;
}

interface Cursor {
  readonly text: string;
  readonly lexis: SqlLexis;
  readonly tokens: SqlToken[];
  at: number;
  closed: boolean;
  /** Open `/*!`: their end is a blank. */
  running: number;
  /** Only blanks since the last line feed. */
  lineStart: boolean;
}

const WORD = /[\p{L}\p{M}_@#$0-9]/u;
const WORD_START = /[\p{L}_@]/u;
const OPERATORS = /[<>=!|&*+\-/^~%:]/;

/** Cuts SQL into tokens, once from left to right. */
export function tokenizeSql(text: string, lexis: SqlLexis): SqlTokens {
  const cursor: Cursor = {
    text,
    lexis,
    tokens: [],
    at: 0,
    closed: true,
    running: 0,
    lineStart: true,
  };
  while (cursor.at < text.length) takeToken(cursor);
  if (cursor.running > 0) cursor.closed = false;
  return { tokens: cursor.tokens, closed: cursor.closed };
}

function push(cursor: Cursor, type: SqlToken['type'], text: string, raw: string = text): void {
  cursor.tokens.push({ type, text, raw });
}

function takeToken(cursor: Cursor): void {
  const { text, at, lexis, lineStart } = cursor;
  const char = text[at] as string;
  const next = text[at + 1] ?? '';
  if (char === '\n' || char === '\r') {
    cursor.at += 1;
    cursor.lineStart = true;
    return;
  }
  if (/[\s\0\uFEFF]/u.test(char)) {
    cursor.at += 1;
    return;
  }
  if (takeComment(cursor, char, next)) return;
  cursor.lineStart = false;
  if (takeClientCommand(cursor, char, lineStart)) return;
  if (char === ';') {
    cursor.at += 1;
    push(cursor, 'end', ';');
  } else if (char === "'" || char === '"' || char === '`') takeQuoted(cursor, char);
  else if (char === '[' && lexis.brackets) takeQuoted(cursor, ']');
  else if (char === '$' && lexis.dollarQuotes !== 'none' && takeDollars(cursor)) return;
  else if (/[0-9]/.test(char)) takeWhile(cursor, 'number', /[0-9A-Za-z_.]/);
  else if (WORD_START.test(codePoint(text, at))) takeWord(cursor);
  else takeSymbol(cursor, char, next);
}

function codePoint(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

/** True when something that is no token was passed. */
function takeComment(cursor: Cursor, char: string, next: string): boolean {
  const { text, lexis } = cursor;
  if (char === '-' && next === '-') {
    const behind = text[cursor.at + 2];
    if (lexis.dashNeedsBlank && behind !== undefined && !/[\s\0]/.test(behind)) return false;
    skipLine(cursor);
    return true;
  }
  if ((char === '#' && lexis.hashComments) || (char + next === '//' && lexis.slashComments)) {
    skipLine(cursor);
    return true;
  }
  if (char === '*' && next === '/' && cursor.running > 0) {
    cursor.running -= 1;
    cursor.at += 2;
    return true;
  }
  if (char !== '/' || next !== '*') return false;
  // MySQL runs what stands in `/*! */`, MariaDB also `/*M! */`, with or without a version.
  const runs = lexis.runningComments && /^M?!/.test(text.slice(cursor.at + 2, cursor.at + 4));
  if (runs) {
    cursor.at = text.indexOf('!', cursor.at) + 1;
    const version = /^[0-9]{5,6}/.exec(text.slice(cursor.at, cursor.at + 6));
    cursor.at += version?.[0].length ?? 0;
    cursor.running += 1;
  } else skipComment(cursor);
  return true;
}

function skipLine(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.at);
  cursor.at = end < 0 ? cursor.text.length : end;
}

function skipComment(cursor: Cursor): void {
  const { text, lexis } = cursor;
  let open = 1;
  let at = cursor.at + 2;
  for (; open > 0 && at < text.length; at += 1) {
    const pair = text.slice(at, at + 2);
    if (pair === '*/') open -= 1;
    else if (pair === '/*' && lexis.nestedComments) open += 1;
    else continue;
    at += 1;
  }
  if (open > 0) cursor.closed = false;
  cursor.at = at;
}

function takeClientCommand(cursor: Cursor, char: string, lineStart: boolean): boolean {
  const { lexis, tokens, text } = cursor;
  const last = tokens.at(-1);
  const fresh = last === undefined || last.type === 'end' || last.type === 'client';
  const rest = (): string => text.slice(cursor.at, cursor.at + 3);
  let found = false;
  switch (lexis.client) {
    case 'psql':
      found = char === '\\';
      break;
    case 'mysql':
      if (char === '\\' && /^\\[gG]/.test(rest())) {
        cursor.at += 2;
        push(cursor, 'end', ';');
        return true;
      }
      found =
        char === '\\' ||
        (fresh &&
          /^(?:system|source|tee|pager|edit|delimiter|connect)\b/i.test(
            text.slice(cursor.at, cursor.at + 10),
          ));
      break;
    case 'sqlite':
      found = char === '.' && fresh && lineStart;
      break;
    case 'sqlcmd':
      found = lineStart && /^(?::[A-Za-z!]|!!)/.test(rest());
      break;
    case 'snowsql':
      found = char === '!' && fresh && lineStart;
      break;
    case 'none':
      break;
  }
  if (!found) return false;
  const start = cursor.at;
  skipLine(cursor);
  push(cursor, 'client', text.slice(start, cursor.at).trim());
  return true;
}

function takeQuoted(cursor: Cursor, close: string): void {
  const { text, lexis, tokens } = cursor;
  const start = cursor.at + 1;
  const prefix = tokens.at(-1);
  const escapes =
    close === "'" || (close === '"' && lexis.doubleIsText)
      ? lexis.backslash || isEscapePrefix(cursor, prefix)
      : false;
  let at = start;
  let doubled = false;
  for (; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\' && escapes) at += 1;
    else if (char === close) {
      if (text[at + 1] !== close) break;
      doubled = true;
      at += 1;
    }
  }
  const isRaw = lexis.rawTexts && (doubled || /^(?:R|B|RB|BR)$/.test(prefix?.text ?? ''));
  if (at >= text.length || isRaw) cursor.closed = false;
  const content = text.slice(start, at);
  cursor.at = at + 1;
  const isText = close === "'" || (close === '"' && lexis.doubleIsText);
  push(
    cursor,
    isText ? 'string' : 'name',
    doubled ? content.replaceAll(close + close, close) : content,
  );
}

/** `E'…'` of PostgreSQL: the letter stands right before the quote. */
function isEscapePrefix(cursor: Cursor, prefix: SqlToken | undefined): boolean {
  return prefix?.text === 'E' && /^e$/i.test(cursor.text[cursor.at - 1] ?? '');
}

/** `$$ … $$` and `$tag$ … $tag$`. */
function takeDollars(cursor: Cursor): boolean {
  const { text, at, lexis } = cursor;
  const head = text.slice(at, at + 66);
  const pattern = lexis.dollarQuotes === 'plain' ? /^\$\$/ : /^\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/u;
  const tag = pattern.exec(head)?.[0];
  if (tag === undefined) return false;
  const end = text.indexOf(tag, at + tag.length);
  if (end < 0) cursor.closed = false;
  push(cursor, 'body', text.slice(at + tag.length, end < 0 ? text.length : end));
  cursor.at = end < 0 ? text.length : end + tag.length;
  return true;
}

function takeWhile(cursor: Cursor, type: SqlToken['type'], pattern: RegExp): void {
  const start = cursor.at;
  while (cursor.at < cursor.text.length && pattern.test(cursor.text[cursor.at] as string)) {
    cursor.at += 1;
  }
  push(cursor, type, cursor.text.slice(start, cursor.at));
}

function takeWord(cursor: Cursor): void {
  const { text } = cursor;
  const start = cursor.at;
  for (;;) {
    const char = codePoint(text, cursor.at);
    if (cursor.at >= text.length || !WORD.test(char)) break;
    cursor.at += char.length;
  }
  const raw = text.slice(start, cursor.at);
  push(cursor, 'word', raw.toUpperCase(), raw);
}

function takeSymbol(cursor: Cursor, char: string, next: string): void {
  // `*/` and `/*` never begin in the middle of an operator.
  const pair = char + next;
  const isPair =
    OPERATORS.test(char) && /^(?:<=>?|>=|<>|!=|==|\|\||&&|::|:=|->|=>)$/.test(pair)
      ? pair
      : undefined;
  const taken = isPair === '<=' && cursor.text[cursor.at + 2] === '>' ? '<=>' : (isPair ?? char);
  cursor.at += taken.length;
  push(cursor, 'symbol', taken);
}
