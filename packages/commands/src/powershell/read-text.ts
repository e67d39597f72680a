import { hereEnd, singleEnd, takeGroup, type Cursor } from './scan-group.ts';
import { obscure, textValue, UNKNOWN, type Session, type Value } from './session.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1B',
  f: '\f',
  v: '\v',
};
const VARIABLE = /^\$(?:\{([^{}`]+)\}|((?:[A-Za-z]\w*:)?\w+)|([?$^_]))/;

/** A text between quotes, or a here-text, at the cursor. */
export function readQuoted(cursor: Cursor, session: Session): Value {
  const { text } = cursor;
  const isHere = text[cursor.at] === '@';
  if (isHere) cursor.at += 1;
  const quote = text[cursor.at] as string;
  const start = cursor.at + 1;
  if (isHere) {
    const end = hereEnd(text, cursor.at);
    if (end === undefined) return fail(cursor, session);
    cursor.at = end;
    const body = text.slice(text.indexOf('\n', start) + 1, end - 3).replace(/\r$/, '');
    return quote === "'" ? textValue(body) : expand(body, session);
  }
  if (quote === "'") {
    const end = singleEnd(text, cursor.at);
    cursor.at = end;
    if (text[end - 1] !== "'" || end === start) return fail(cursor, session);
    return textValue(text.slice(start, end - 1).replaceAll("''", "'"));
  }
  const end = doubleEnd(text, start);
  if (end === undefined) return fail(cursor, session);
  cursor.at = end + 1;
  return expand(text.slice(start, end).replaceAll('""', '`"'), session);
}

function fail(cursor: Cursor, session: Session): Value {
  obscure(session, 'syntax_error');
  cursor.at = cursor.text.length;
  return UNKNOWN;
}

/** The place of the quote that ends a double quoted text. */
function doubleEnd(text: string, from: number): number | undefined {
  const cursor: Cursor = { text, at: from };
  while (cursor.at < text.length) {
    const char = text[cursor.at];
    if (char === '`' || (char === '"' && text[cursor.at + 1] === '"')) cursor.at += 2;
    else if (char === '"') return cursor.at;
    else if (char === '$' && text[cursor.at + 1] === '(') {
      cursor.at += 1;
      if (takeGroup(cursor) === undefined) return undefined;
    } else cursor.at += 1;
  }
  return undefined;
}

/** Fills in escapes, variables and subexpressions. */
function expand(body: string, session: Session): Value {
  const cursor: Cursor = { text: body, at: 0 };
  let text = '';
  let known = true;
  while (cursor.at < body.length) {
    const char = body[cursor.at] as string;
    if (char === '`') text += takeEscape(cursor);
    else if (
      char === '$' &&
      (body[cursor.at + 1] === '(' || VARIABLE.test(body.slice(cursor.at, cursor.at + 130)))
    ) {
      const part = readVariable(cursor, session);
      known &&= part.text !== undefined;
      text += part.text ?? '';
    } else {
      text += char;
      cursor.at += 1;
    }
  }
  return known ? textValue(text) : { ...UNKNOWN, quoted: true };
}

/** The character that a backtick and what follows it stand for. */
export function takeEscape(cursor: Cursor): string {
  const { text } = cursor;
  const unicode = /^`u\{([0-9A-Fa-f]{1,6})\}/.exec(text.slice(cursor.at, cursor.at + 11));
  if (unicode !== null) {
    cursor.at += unicode[0].length;
    const code = Number.parseInt(unicode[1] as string, 16);
    return code > 0x10_ff_ff ? '' : String.fromCodePoint(code);
  }
  const char = text[cursor.at + 1] ?? '';
  cursor.at += 2;
  return Object.hasOwn(ESCAPES, char) ? (ESCAPES[char] as string) : char;
}

/** `$name`, `${name}`, `$env:name`, `$_`, `$( … )`: its value, where it is known. */
export function readVariable(cursor: Cursor, session: Session): Value {
  const { text } = cursor;
  if (text[cursor.at + 1] === '(') {
    cursor.at += 1;
    const inner = takeGroup(cursor);
    if (inner === undefined) return fail(cursor, session);
    return session.run(inner, session);
  }
  const found = VARIABLE.exec(text.slice(cursor.at, cursor.at + 130));
  if (found === null) return fail(cursor, session);
  cursor.at += found[0].length;
  // Before a single colon a name is a drive, before two a type: `$x::y`.
  return valueOf(plainName(found[1] ?? found[2] ?? found[3] ?? ''), session);
}

/** In lower case, without the scopes that are this one or around it. */
export function plainName(written: string): string {
  return written.toLowerCase().replace(/^(?:script|global|local|private|using|variable):/, '');
}

function valueOf(name: string, { scope, context, item }: Session): Value {
  const set = scope.variables.get(name);
  if (set !== undefined) return set;
  switch (name) {
    case 'true':
    case 'false':
      return textValue(name === 'true' ? 'True' : 'False');
    case 'null':
      return textValue('');
    case 'home':
      return textValue(context.home);
    case 'pwd':
      return scope.folders.length === 1 ? textValue(scope.folders[0] as string) : UNKNOWN;
    case '_':
    case 'psitem':
      return item ?? UNKNOWN;
    default:
      // Set somewhere in the text, it may have either value here.
      return name.startsWith('env:') && !scope.isSet(name)
        ? environmentValue(name.slice(4), context)
        : UNKNOWN;
  }
}

function environmentValue(name: string, { variables, home }: Session['context']): Value {
  const known = variables.get(name) ?? variables.get(name.toUpperCase());
  if (known !== undefined) return textValue(known);
  return name === 'home' || name === 'userprofile' ? textValue(home) : UNKNOWN;
}
