import { parse, type Word } from 'unbash';
import { STAR } from '../marks.ts';

const MOST = 128;

/** The words that `{a,b}` and `{1..9}` make of the source of one word; undefined: too many. */
export function expandBraces(source: string): readonly Word[] | undefined {
  const texts = expand(source, { left: MOST });
  if (texts === undefined) return undefined;
  const words: Word[] = [];
  for (const text of texts) {
    // Parsed again: quotes and expansions stand in the pieces as they stood in the word.
    const script = parse(`: ${text}`);
    const node = script.commands[0]?.command;
    if (script.errors?.length || script.commands.length !== 1 || node?.type !== 'Command')
      return undefined;
    for (const part of node.suffix) {
      if (part.type !== 'Word') return undefined;
      words.push(part);
    }
  }
  return words;
}

function expand(source: string, budget: { left: number }): readonly string[] | undefined {
  const found = findBrace(source);
  if (found === undefined) return [source];
  const { start, end, alternatives } = found;
  const head = source.slice(0, start);
  const tails = expand(source.slice(end + 1), budget);
  if (tails === undefined) return undefined;
  const words: string[] = [];
  for (const alternative of alternatives) {
    const inner = expand(alternative, budget);
    if (inner === undefined) return undefined;
    for (const middle of inner) {
      for (const tail of tails) {
        budget.left -= 1;
        if (budget.left < 0) return undefined;
        words.push(head + middle + tail);
      }
    }
  }
  return words;
}

interface Brace {
  readonly start: number;
  readonly end: number;
  readonly alternatives: readonly string[];
}

/** The first brace of a word that is one: it has a comma or two dots, and is not quoted. */
function findBrace(source: string): Brace | undefined {
  for (let at = 0; at < source.length; at += 1) {
    const skipped = skipQuoted(source, at);
    if (skipped > at) {
      at = skipped - 1;
      continue;
    }
    if (source[at] !== '{') continue;
    const brace = readBrace(source, at);
    if (brace !== undefined) return brace;
  }
  return undefined;
}

function readBrace(source: string, start: number): Brace | undefined {
  let depth = 0;
  let from = start + 1;
  const pieces: string[] = [];
  for (let at = start; at < source.length; at += 1) {
    const skipped = skipQuoted(source, at);
    if (skipped > at) {
      at = skipped - 1;
      continue;
    }
    const letter = source[at];
    if (letter === '{') depth += 1;
    else if (letter === ',' && depth === 1) {
      pieces.push(source.slice(from, at));
      from = at + 1;
    } else if (letter === '}') {
      depth -= 1;
      if (depth > 0) continue;
      const last = source.slice(from, at);
      if (pieces.length > 0) return { start, end: at, alternatives: [...pieces, last] };
      const range = readRange(last);
      return range === undefined ? undefined : { start, end: at, alternatives: range };
    }
  }
  return undefined;
}

/** Where a quoted or substituted piece that begins here ends; the same place: none begins. */
function skipQuoted(source: string, at: number): number {
  const letter = source[at];
  if (letter === '\\') return at + 2;
  if (letter === "'") return after(source.indexOf("'", at + 1), source);
  if (letter === '"' || letter === '`') {
    let end = at + 1;
    while (end < source.length && source[end] !== letter) end += source[end] === '\\' ? 2 : 1;
    return end + 1;
  }
  if (letter === '$' && (source[at + 1] === '{' || source[at + 1] === '(')) {
    const close = source[at + 1] === '{' ? '}' : ')';
    const open = source[at + 1];
    let depth = 0;
    for (let end = at + 1; end < source.length; end += 1) {
      if (source[end] === open) depth += 1;
      else if (source[end] === close) depth -= 1;
      if (depth === 0) return end + 1;
    }
    return source.length;
  }
  return at;
}

function after(at: number, source: string): number {
  return at < 0 ? source.length : at + 1;
}

function readRange(text: string): readonly string[] | undefined {
  const found = /^(-?\d+|[a-zA-Z])\.\.(-?\d+|[a-zA-Z])(?:\.\.(-?\d+))?$/.exec(text);
  if (found === null) return undefined;
  const [, first = '', last = '', step = '1'] = found;
  const digits = /\d$/.test(first);
  if (digits !== /\d$/.test(last)) return undefined;
  const from = digits ? Number(first) : first.charCodeAt(0);
  const to = digits ? Number(last) : last.charCodeAt(0);
  const by = Math.max(Math.abs(Number(step)), 1);
  const count = Math.floor(Math.abs(to - from) / by) + 1;
  // So many numbers are as good as a wildcard.
  if (count > 32) return digits ? [STAR] : undefined;
  const width = digits && /^-?0\d/.test(first) ? first.length : 0;
  return Array.from({ length: count }, (_, index) => {
    const value = from + (to >= from ? index : -index) * by;
    return digits ? String(value).padStart(width, '0') : String.fromCharCode(value);
  });
}
