import type { Place } from '../model/effect.ts';
import { placesOf } from '../windows/windows-path.ts';
import { addEffect } from '../windows/gatherer.ts';
import { readQuoted, readVariable } from './read-text.ts';
import { skipBlanks, takeGroup, type Cursor } from './scan-group.ts';
import { obscure, textValue, UNKNOWN, type Session, type Value } from './session.ts';

/** Methods of texts, numbers and dates: whatever has them, they change nothing. */
const METHODS =
  /^(?:trim|trimstart|trimend|split|tolower|toupper|tolowerinvariant|toupperinvariant|tostring|startswith|endswith|contains|containskey|indexof|lastindexof|substring|padleft|padright|gettype|equals|compareto|adddays|addhours|addminutes|getenumerator|tochararray|where|count)$/;
/** Types whose static members change nothing, and to which anything may be cast. */
const TYPES =
  /^(?:system\.)?(?:math|string|char|int|int32|int64|uint32|long|double|decimal|float|single|byte|bool|boolean|datetime|timespan|guid|version|regex|text\.regularexpressions\.regex|array|object|hashtable|pscustomobject|psobject|ordered|void|switch|nullable|io\.path|stringsplitoptions|stringcomparison|text\.encoding|convert|globalization\.cultureinfo|collections\.generic\.(?:list|hashset|dictionary)|collections\.arraylist|consolecolor|bitconverter)(?:\[.*\])?$/;
const FILE_METHODS: readonly (readonly [RegExp, 'read' | 'write' | 'delete'])[] = [
  [
    /^(?:readall\w+|readlines|exists|get\w+time\w*|getfiles|getdirectories|getattributes|openread|opentext)$/,
    'read',
  ],
  [/^(?:writeall\w+|appendall\w+|createdirectory|create|createtext|appendtext)$/, 'write'],
  [/^delete$/, 'delete'],
];
const NUMBER =
  /^(?:0x[0-9a-f]+|[0-9]+(?:\.(?!\.)[0-9]+)?(?:e[+-]?[0-9]+)?)(?:l|d|kb|mb|gb|tb|pb)*/i;
const ENDS = ';|)}]&>=\n\r';

/** True when what stands at the cursor is an expression, not a command. */
export function beginsExpression({ text, at }: Cursor): boolean {
  const char = text[at] ?? '';
  if (/[$(@['"{!+,-]/.test(char)) return true;
  if (!/[0-9]/.test(char)) return false;
  const number = NUMBER.exec(text.slice(at, at + 40))?.[0] ?? '';
  return /^(?:[\s;|)},=*/%+-]|\.\.|$)/.test(text.slice(at + number.length, at + number.length + 2));
}

/** Operands and operators up to where the expression ends; runs what is in its groups. */
export function readExpression(cursor: Cursor, session: Session): Value {
  const values: Value[] = [];
  const operators: string[] = [];
  let needsOperand = true;
  for (;;) {
    skipBlanks(cursor, needsOperand && operators.length > 0);
    const char = cursor.text[cursor.at] ?? '';
    if (char === '' || (ENDS.includes(char) && char !== '')) break;
    const sign = signAt(cursor, needsOperand);
    if (sign !== undefined) {
      operators.push(sign);
      cursor.at += sign.length;
      needsOperand = sign !== '++' && sign !== '--';
      continue;
    }
    // `=` and its kin belong to whoever reads the statement.
    if (/^(?:[-+*/%]|\?\?)=/.test(cursor.text.slice(cursor.at, cursor.at + 3))) break;
    const before = cursor.at;
    const value = needsOperand ? readOperand(cursor, session) : undefined;
    if (value === undefined || cursor.at === before) {
      obscure(session, 'syntax_error');
      cursor.at = cursor.text.length;
      return UNKNOWN;
    }
    values.push(value);
    needsOperand = false;
  }
  return combine(values, operators);
}

function signAt({ text, at }: Cursor, needsOperand: boolean): string | undefined {
  const rest = text.slice(at, at + 20);
  const word = /^-[A-Za-z]+\b/.exec(rest)?.[0];
  if (word !== undefined) return word;
  const sign = /^(?:\+\+|--|\.\.|\?\?(?!=)|[!,]|[-+*/%?:](?!=))/.exec(rest)?.[0];
  if (sign === undefined) return undefined;
  // A minus sign, `!` or a comma may lead; the others stand between.
  return !needsOperand || /^(?:\+\+|--|[-+!,])$/.test(sign) ? sign : undefined;
}

function combine(values: readonly Value[], operators: readonly string[]): Value {
  const [first] = values;
  if (first === undefined) return UNKNOWN;
  if (operators.length === 0) return first;
  if (operators.every((sign) => sign === ',')) return { ...UNKNOWN, items: values };
  if (
    first.quoted &&
    operators.every((sign) => sign === '+') &&
    operators.length === values.length - 1
  ) {
    const texts = values.map(({ text }) => text);
    return texts.includes(undefined) ? UNKNOWN : textValue(texts.join(''));
  }
  return UNKNOWN;
}

function readOperand(cursor: Cursor, session: Session): Value | undefined {
  const { text } = cursor;
  const char = text[cursor.at] as string;
  const next = text[cursor.at + 1] ?? '';
  if (char === '$') return readMembers(cursor, session, readVariable(cursor, session));
  if (char === "'" || char === '"' || (char === '@' && /['"]/.test(next))) {
    return readMembers(cursor, session, readQuoted(cursor, session));
  }
  if (char === '(' || char === '{' || (char === '@' && (next === '(' || next === '{'))) {
    return readMembers(cursor, session, readGroup(cursor, session));
  }
  if (char === '[') return readType(cursor, session);
  const number = NUMBER.exec(text.slice(cursor.at, cursor.at + 40))?.[0];
  if (number === undefined) return undefined;
  cursor.at += number.length;
  return textValue(number, false);
}

/** `( … )`, `@( … )`, `{ … }`, `@{ … }` */
export function readGroup(cursor: Cursor, session: Session): Value {
  const isAt = cursor.text[cursor.at] === '@';
  if (isAt) cursor.at += 1;
  const opener = cursor.text[cursor.at];
  const inner = takeGroup(cursor);
  if (inner === undefined) {
    obscure(session, 'syntax_error');
    cursor.at = cursor.text.length;
    return UNKNOWN;
  }
  if (opener === '(') return session.run(inner, session);
  if (isAt) readTable(inner, session);
  // A block may run whenever someone holds it, with anything as its item but what is known here.
  else session.run(inner, { conditional: true, item: session.item });
  return UNKNOWN;
}

/** `Name = 'x'; Expression = { … }` */
function readTable(inner: string, session: Session): void {
  const cursor: Cursor = { text: inner, at: 0 };
  for (;;) {
    while (/[\s;]/.test(inner[cursor.at] ?? '')) cursor.at += 1;
    skipBlanks(cursor, true);
    if (cursor.at >= inner.length) return;
    const bare = /^[\w.-]+/.exec(inner.slice(cursor.at, cursor.at + 100))?.[0];
    if (bare === undefined) readExpression(cursor, session);
    else cursor.at += bare.length;
    skipBlanks(cursor, false);
    if (inner[cursor.at] !== '=') {
      obscure(session, 'syntax_error');
      return;
    }
    cursor.at += 1;
    skipBlanks(cursor, true);
    if (beginsExpression(cursor)) readExpression(cursor, session);
    else {
      // A command as a value goes to the line's end.
      const end = /[;\n]/.exec(inner.slice(cursor.at))?.index ?? inner.length - cursor.at;
      session.run(inner.slice(cursor.at, cursor.at + end), session);
      cursor.at += end;
    }
    if (cursor.at < inner.length && !/[;\s]/.test(inner[cursor.at] as string)) {
      obscure(session, 'syntax_error');
      return;
    }
  }
}

/** `.Name`, `.Method( … )`, `[ … ]`, `::Name` behind a value. */
export function readMembers(cursor: Cursor, session: Session, start: Value): Value {
  const { text } = cursor;
  let value = start;
  for (;;) {
    const rest = text.slice(cursor.at, cursor.at + 80);
    const member = /^(?:\?\.|\.|::)([A-Za-z_]\w*)/.exec(rest);
    if (member !== null) {
      cursor.at += member[0].length;
      const name = (member[1] as string).toLowerCase();
      if (text[cursor.at] === '(') {
        readArguments(cursor, session);
        if (!METHODS.test(name)) obscure(session, 'code_opaque');
        value = UNKNOWN;
      } else if (/^(?:fullname|pspath)$/.test(name) && value.objects !== undefined) {
        value = { ...UNKNOWN, places: value.objects };
      } else value = UNKNOWN;
    } else if (text[cursor.at] === '[' || text.startsWith('?[', cursor.at)) {
      if (text[cursor.at] === '?') cursor.at += 1;
      readGroupAsExpression(cursor, session);
      value = value.objects === undefined ? UNKNOWN : { ...UNKNOWN, objects: value.objects };
    } else if (/^(?:\?\.|\.|::)['"$({]/.test(rest)) {
      // A member whose name is made: anything.
      obscure(session, 'code_opaque');
      cursor.at += rest.startsWith('.') ? 1 : 2;
      value = UNKNOWN;
    } else return value;
  }
}

function readGroupAsExpression(cursor: Cursor, session: Session): Value {
  const inner = takeGroup(cursor);
  if (inner !== undefined) return inner.trim() === '' ? UNKNOWN : session.run(inner, session);
  obscure(session, 'syntax_error');
  cursor.at = cursor.text.length;
  return UNKNOWN;
}

function readArguments(cursor: Cursor, session: Session): readonly Value[] {
  const value = readGroupAsExpression(cursor, session);
  return value.items ?? [value];
}

/** `[type]`, `[type]::Member`, `[type]::Method( … )`: a cast takes the operand that follows. */
function readType(cursor: Cursor, session: Session): Value {
  const inner = takeGroup(cursor);
  const type = (inner ?? '').trim().toLowerCase();
  if (inner === undefined) {
    obscure(session, 'syntax_error');
    cursor.at = cursor.text.length;
    return UNKNOWN;
  }
  const member = /^\s*::\s*([A-Za-z_]\w*)/.exec(cursor.text.slice(cursor.at, cursor.at + 80));
  const isPlain = TYPES.test(type);
  if (member !== null) {
    cursor.at += member[0].length;
    const name = (member[1] as string).toLowerCase();
    if (cursor.text[cursor.at] === '(') {
      const given = readArguments(cursor, session);
      const touched = fileMethod(type, name);
      if (touched !== undefined) touchFile(touched, given[0] ?? UNKNOWN, session);
      else if (!isPlain) obscure(session, 'code_opaque');
    } else if (!isPlain && !/^(?:system\.)?environment$/.test(type))
      obscure(session, 'code_opaque');
    return readMembers(cursor, session, UNKNOWN);
  }
  // `-is [x]` has no operand; a cast runs what the type makes of it.
  skipBlanks(cursor, false);
  const char = cursor.text[cursor.at] ?? '';
  if (!/[$('"@[0-9{]/.test(char)) return UNKNOWN;
  if (!isPlain) obscure(session, 'code_opaque');
  const operand = readOperand(cursor, session) ?? UNKNOWN;
  return type === 'string' ? operand : { ...operand, text: undefined };
}

function fileMethod(type: string, name: string): 'read' | 'write' | 'delete' | undefined {
  if (!/^(?:system\.)?io\.(?:file|directory)$/.test(type)) return undefined;
  return FILE_METHODS.find(([pattern]) => pattern.test(name))?.[1];
}

function touchFile(kind: 'read' | 'write' | 'delete', value: Value, session: Session): void {
  const places: readonly Place[] =
    value.text === undefined
      ? (value.places ?? [{ kind: 'unknown_path' }])
      : placesOf(value.text, session.scope.folders, kind === 'delete' ? 'tree' : 'file', false);
  for (const place of places) addEffect(session.gatherer, kind, place, '', kind === 'delete');
}
