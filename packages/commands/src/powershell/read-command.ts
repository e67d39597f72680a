import type { Argument } from './bind-parameters.ts';
import { readGroup, readMembers } from './read-expression.ts';
import { readQuoted, readVariable, takeEscape } from './read-text.ts';
import type { Command } from './run-command.ts';
import { skipBlanks, type Cursor } from './scan-group.ts';
import { obscure, textValue, UNKNOWN, type Session, type Value } from './session.ts';

/** A target of `>`. */
export interface Redirection {
  readonly target: Value;
}

/** A command as it is written, at the cursor: its name and arguments up to `|`, `;` or a line's end. */
export function readCommand(
  cursor: Cursor,
  upstream: Value | undefined,
  session: Session,
): {
  readonly command: Command;
  readonly redirections: readonly Redirection[];
  readonly isBlock: boolean;
} {
  const args: Argument[] = [];
  const redirections: Redirection[] = [];
  const called = /^[&.](?=[\s'"$({@])/.test(cursor.text.slice(cursor.at, cursor.at + 2));
  if (called) {
    cursor.at += 1;
    skipBlanks(cursor, false);
  }
  // `& { … }` runs the block, which was read by then.
  const isBlock = called && cursor.text[cursor.at] === '{';
  const name = isBlock ? readGroup(cursor, session) : readWord(cursor, session);
  for (;;) {
    skipBlanks(cursor, false);
    const rest = cursor.text.slice(cursor.at, cursor.at + 40);
    if (rest === '' || /^(?:[;|)}\n\r]|&)/.test(rest)) break;
    if (takeRedirection(cursor, session, redirections)) continue;
    if (/^--%(?:\s|$)/.test(rest)) {
      takeVerbatim(cursor, args);
      break;
    }
    const before = cursor.at;
    args.push(readArgument(cursor, session));
    if (cursor.at === before) {
      obscure(session, 'syntax_error');
      cursor.at = cursor.text.length;
    }
  }
  return { command: { name, args, upstream }, redirections, isBlock };
}

/** `> file`, `2>> file`, `*> file`; `2>&1` joins two streams. */
export function takeRedirection(cursor: Cursor, session: Session, into: Redirection[]): boolean {
  const found = /^(?:[1-6*]?>{1,2}(&[1-6])?|<)/.exec(cursor.text.slice(cursor.at, cursor.at + 5));
  if (found === null) return false;
  cursor.at += found[0].length;
  if (found[1] !== undefined) return true;
  if (found[0] === '<') obscure(session, 'syntax_error');
  skipBlanks(cursor, false);
  into.push({ target: readWord(cursor, session) });
  return true;
}

/** Behind `--%` the line is the program's, but for `%x%`. */
function takeVerbatim(cursor: Cursor, args: Argument[]): void {
  const { text } = cursor;
  const end = /[|\n\r]/.exec(text.slice(cursor.at))?.index ?? text.length - cursor.at;
  const words = text
    .slice(cursor.at + 3, cursor.at + end)
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  cursor.at += end;
  for (const written of words) {
    args.push({ written, value: /[%"]/.test(written) ? UNKNOWN : textValue(written, false) });
  }
}

function readArgument(cursor: Cursor, session: Session): Argument {
  const { text } = cursor;
  const rest = text.slice(cursor.at, cursor.at + 130);
  const parameter = /^-([A-Za-z_?][^\s:;|(){}'"`$,&<>]*)(:)?/.exec(rest);
  if (parameter !== null) {
    const [whole, name = '', colon] = parameter;
    const behind = rest[whole.length] ?? '';
    // `-a"b"` and `-x=$y` are words of a program.
    if (behind === '' || /[\s;|)}&<>]/.test(behind) || colon !== undefined) {
      cursor.at += whole.length;
      const base = { parameter: name.toLowerCase(), written: `-${name}` };
      if (colon === undefined) return base;
      skipBlanks(cursor, false);
      return { ...base, value: readList(cursor, session) };
    }
  }
  const splat = /^@[A-Za-z_]\w*/.exec(rest);
  if (splat !== null) {
    cursor.at += splat[0].length;
    return { written: splat[0], splat: true };
  }
  if (text[cursor.at] === '{') {
    readGroup(cursor, session);
    return { written: '', value: UNKNOWN, block: true };
  }
  const start = cursor.at;
  const value = readList(cursor, session);
  return { written: text.slice(start, cursor.at), value };
}

/** `a, b, c` is one argument. */
function readList(cursor: Cursor, session: Session): Value {
  const items = [readWord(cursor, session)];
  for (;;) {
    const before = cursor.at;
    skipBlanks(cursor, false);
    if (cursor.text[cursor.at] !== ',') {
      cursor.at = before;
      break;
    }
    cursor.at += 1;
    skipBlanks(cursor, true);
    items.push(readWord(cursor, session));
  }
  return items.length === 1 ? (items[0] as Value) : { ...UNKNOWN, items };
}

/** One word: quoted, a group, a variable, or bare with variables and escapes in it. */
export function readWord(cursor: Cursor, session: Session): Value {
  const { text } = cursor;
  const start = cursor.at;
  let value: Value | undefined;
  const char = text[cursor.at] ?? '';
  const next = text[cursor.at + 1] ?? '';
  if (char === '(' || (char === '@' && /[({]/.test(next)) || char === '{') {
    return readMembers(cursor, session, readGroup(cursor, session));
  }
  if (char === "'" || char === '"' || (char === '@' && /['"]/.test(next))) {
    value = readMembers(cursor, session, readQuoted(cursor, session));
    if (endsWord(text, cursor.at)) return value;
  } else if (char === '$') {
    value = readMembers(cursor, session, readVariable(cursor, session));
    if (endsWord(text, cursor.at)) return value;
  }
  let known = value === undefined || value.text !== undefined;
  let word = value?.text ?? '';
  let quoted = value?.quoted ?? false;
  while (!endsWord(text, cursor.at)) {
    const part = text[cursor.at] as string;
    if (part === '`') word += takeEscape(cursor);
    else if (part === "'" || part === '"') {
      const inner = readQuoted(cursor, session);
      known &&= inner.text !== undefined;
      word += inner.text ?? '';
      quoted = true;
    } else if (part === '$' && /[\w{(?^:]/.test(text[cursor.at + 1] ?? '')) {
      const inner = readVariable(cursor, session);
      known &&= inner.text !== undefined;
      word += inner.text ?? '';
    } else {
      word += part;
      cursor.at += 1;
    }
  }
  if (cursor.at === start) return UNKNOWN;
  return known ? textValue(word, quoted) : UNKNOWN;
}

function endsWord(text: string, at: number): boolean {
  const char = text[at];
  return char === undefined || /[\s\u0085;|(){},&<>]/.test(char);
}
