import type { SqlToken } from './tokenize.ts';

/** Deeper conditions than any honest one: taken for one that always holds. */
const MOST_DEPTH = 24;

/** Words of conditions that name no column. */
const CONSTANT = new Set([
  ...['TRUE', 'FALSE', 'NULL', 'NOT', 'AND', 'OR', 'IS', 'IN', 'LIKE', 'ILIKE', 'BETWEEN', 'ANY'],
  ...[
    'SOME',
    'ALL',
    'EXISTS',
    'SELECT',
    'CASE',
    'WHEN',
    'THEN',
    'ELSE',
    'END',
    'CAST',
    'AS',
    'XOR',
  ],
  ...['INT', 'INTEGER', 'TEXT', 'BOOLEAN', 'BOOL', 'VARCHAR', 'DATE', 'TIMESTAMP', 'INTERVAL', 'E'],
  ...['DISTINCT', 'FROM', 'CURRENT_DATE', 'CURRENT_TIMESTAMP', 'CURRENT_USER', 'DUAL', 'UNKNOWN'],
]);
const HOLDS_FOR_EQUAL = new Set(['=', '==', '<=', '>=', '<=>', 'LIKE', 'ILIKE']);

/**
 * Whether a condition holds for every row whatever it holds: `1 = 1`, `TRUE`, `id = id`,
 * `x = 3 OR 1 = 1`, `name LIKE '%'`. A condition without a column counts as one that does,
 * but for one that plainly never does (`FALSE`, `1 = 0`).
 */
export function isAlwaysTrue(condition: readonly SqlToken[], depth = 0): boolean {
  if (depth > MOST_DEPTH) return true;
  const tokens = withoutParens(condition);
  const either = splitAt(tokens, ['OR', '||', 'XOR']);
  if (either.length > 1) return either.some((part) => isAlwaysTrue(part, depth + 1));
  const all = splitAt(tokens, ['AND', '&&']);
  if (all.length > 1) return all.every((part) => isAlwaysTrue(part, depth + 1));
  return isTrueAtom(tokens, depth);
}

function isTrueAtom(tokens: readonly SqlToken[], depth: number): boolean {
  const [first] = tokens;
  if (first === undefined) return true;
  if (first.text === 'NOT' || first.text === '!') return isNegationTrue(tokens.slice(1), depth);
  const operator = tokens.findIndex(({ type, text }) => type !== 'string' && isComparison(text));
  if (operator > 0) {
    const left = spell(tokens.slice(0, operator));
    const right = spell(tokens.slice(operator + 1));
    const sign = (tokens[operator] as SqlToken).text;
    if (left === right && HOLDS_FOR_EQUAL.has(sign)) return true;
    if (/^['"]%+['"]$/.test(right) && sign.endsWith('LIKE')) return true;
  }
  return isConstant(tokens) && !isPlainlyFalse(tokens);
}

/** `NOT FALSE`, `NOT (1 = 0)`; of a condition over columns nothing is said. */
function isNegationTrue(tokens: readonly SqlToken[], depth: number): boolean {
  if (depth > MOST_DEPTH) return true;
  const inner = withoutParens(tokens);
  if (inner[0]?.text === 'NOT') return isAlwaysTrue(inner.slice(1), depth + 1);
  const [left, sign, right] = inner;
  if (inner.length === 3 && left?.raw === right?.raw && /^(?:<>|!=|<|>)$/.test(sign?.text ?? '')) {
    return true;
  }
  return isConstant(inner) && !(inner.length === 1 && /^(?:TRUE|1)$/.test(inner[0]?.text ?? ''));
}

function isComparison(text: string): boolean {
  return HOLDS_FOR_EQUAL.has(text) || /^(?:<>|!=|<|>)$/.test(text);
}

function isConstant(tokens: readonly SqlToken[]): boolean {
  return tokens.every(({ type, text }, index) => {
    if (type === 'name') return false;
    // A function without a column is as constant as its arguments.
    if (type === 'word') return CONSTANT.has(text) || tokens[index + 1]?.text === '(';
    return type !== 'client';
  });
}

function isPlainlyFalse(tokens: readonly SqlToken[]): boolean {
  const [left, sign, right] = tokens;
  if (tokens.length === 1) return /^(?:FALSE|NULL|0+)$/.test(left?.text ?? '');
  if (tokens.length !== 3 || left?.type !== right?.type) return false;
  if (left?.type !== 'number' && left?.type !== 'string') return false;
  // `1 = 1.0` is true: numbers are compared as written only when they are plain.
  if (
    left.type === 'number' &&
    ![left, right].every((side) => /^[0-9]{1,9}$/.test(side?.raw ?? ''))
  ) {
    return false;
  }
  const [a, b] =
    left.type === 'number' ? [Number(left.raw), Number(right?.raw)] : [left.raw, right?.raw];
  return sign?.text === '=' ? a !== b : (sign?.text === '<>' || sign?.text === '!=') && a === b;
}

function spell(tokens: readonly SqlToken[]): string {
  return withoutParens(tokens)
    .map(({ type, text }) =>
      type === 'string' ? `'${text}'` : type === 'name' ? text.toUpperCase() : text,
    )
    .join(' ');
}

function withoutParens(tokens: readonly SqlToken[]): readonly SqlToken[] {
  let from = 0;
  let to = tokens.length;
  while (tokens[from]?.text === '(' && tokens[to - 1]?.text === ')' && wraps(tokens, from, to)) {
    if (from > MOST_DEPTH) return [];
    from += 1;
    to -= 1;
  }
  return from === 0 ? tokens : tokens.slice(from, to);
}

/** The parenthesis at the beginning closes at the end. */
function wraps(tokens: readonly SqlToken[], from: number, to: number): boolean {
  let depth = 0;
  for (let at = from; at < to; at += 1) {
    depth += stepOf(tokens[at] as SqlToken);
    if (depth === 0) return at === to - 1;
  }
  return false;
}

/** 1 for an opening parenthesis, -1 for a closing one. */
export function stepOf({ type, text }: SqlToken): number {
  if (type !== 'symbol') return 0;
  if (text === '(') return 1;
  return text === ')' ? -1 : 0;
}

function splitAt(
  tokens: readonly SqlToken[],
  words: readonly string[],
): readonly (readonly SqlToken[])[] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  let between = false;
  for (const token of tokens) {
    depth += stepOf(token);
    const isWord = token.type === 'word' || token.type === 'symbol';
    if (isWord && depth === 0 && token.text === 'BETWEEN') between = true;
    if (isWord && depth === 0 && words.includes(token.text)) {
      if (token.text !== 'AND' || !between) {
        parts.push([]);
        continue;
      }
      between = false;
    }
    parts.at(-1)?.push(token);
  }
  return parts;
}
