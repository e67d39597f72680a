import { LIMITS } from './limits.ts';
import { DATA_END, DATA_START, hasReserved } from './marks.ts';
import type { Obscurity } from '../model/effect.ts';

/** A text that is small enough for the parser, and the data that was taken out of it. */
export interface ScannedText {
  readonly text: string;
  readonly data: readonly string[];
}

const HEREDOC = /<<-?[ \t]*(?:'([^'\n]+)'|"([^"\n$`\\]+)"|\\([\w.-]+))/y;

/**
 * Judges a text before the parser sees it: how long, how deep, how much would be read again. Above
 * `LIMITS.syntax`, long quoted strings and long bodies of quoted heredocs are replaced by a number
 * between two reserved letters. This scan may be led astray (an apostrophe in a comment); so whoever
 * uses the result must require that the parser meets every replaced piece as data. `first` is the number of the first piece. Linear.
 */
export function scanText(text: string, first = 0): ScannedText | Obscurity {
  if (text.length > LIMITS.text) return 'too_large';
  if (hasReserved(text) || text.includes('\0')) return 'syntax_error';
  const scanned = text.length > LIMITS.syntax ? takeDataOut(text, first) : { text, data: [] };
  return scanned.text.length > LIMITS.syntax || isTooDeep(scanned.text) ? 'too_large' : scanned;
}

/** Counts without regard to quotes: what only a parser could tell apart must not matter here. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let openers = 0;
  let heredocs = 0;
  let backticks = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    const next = text[at + 1];
    if (letter === '(' || letter === '{') {
      depth += 1;
      if (depth > LIMITS.depth) return true;
    } else if ((letter === ')' || letter === '}') && depth > 0) depth -= 1;
    else if (letter === '`') backticks += 1;
    else if (letter === '<' && next === '<') {
      if (text[at + 2] !== '<') heredocs += 1;
      at += text[at + 2] === '<' ? 2 : 1;
      continue;
    }
    if (next === '(' && letter !== undefined && '$<>@?*+!='.includes(letter)) openers += 1;
    else if (next === '{' && letter === '$') openers += 1;
  }
  const reread = (openers + backticks / 2) * text.length;
  return heredocs > LIMITS.heredocs || reread > LIMITS.rereading;
}

function takeDataOut(text: string, first: number): ScannedText {
  const data: string[] = [];
  const kept: string[] = [];
  const heredocs: string[] = [];
  let from = 0;
  let length = 0;
  const keepUntil = (at: number): void => {
    kept.push(text.slice(from, at));
    length += at - from;
    from = at;
  };
  const replaceUntil = (at: number): void => {
    kept.push(`${DATA_START}${first + data.length}${DATA_END}`);
    length += 8;
    data.push(text.slice(from, at));
    from = at;
  };
  let at = 0;
  // Once the rest of syntax is too long there is no use in going on.
  while (at < text.length && length + at - from <= LIMITS.syntax) {
    const letter = text[at];
    if (letter === '\\') at += 2;
    else if (letter === "'" || letter === '"') {
      const end = endOfString(text, at);
      if (end - at > LIMITS.data && isOnlyData(text, at, end)) {
        keepUntil(at + 1);
        replaceUntil(end);
      }
      at = end + 1;
    } else if (letter === '<' && text[at + 1] === '<' && text[at + 2] !== '<') {
      HEREDOC.lastIndex = at;
      const found = HEREDOC.exec(text);
      if (found !== null) heredocs.push(found[1] ?? found[2] ?? found[3] ?? '');
      at = found === null ? at + 2 : HEREDOC.lastIndex;
    } else if (letter === '\n' && heredocs.length > 0) {
      at += 1;
      const end = endOfHeredoc(text, at, heredocs.shift() ?? '');
      if (end - at > LIMITS.data) {
        keepUntil(at);
        // The line end stays: the delimiter must stand on a line of its own.
        replaceUntil(end - 1);
      }
      at = heredocs.length > 0 ? end - 1 : end;
    } else at += 1;
  }
  kept.push(text.slice(from));
  return { text: kept.join(''), data };
}

function endOfString(text: string, start: number): number {
  const quote = text[start] as string;
  if (quote === "'") {
    const end = text.indexOf(quote, start + 1);
    return end < 0 ? text.length : end;
  }
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

function isOnlyData(text: string, start: number, end: number): boolean {
  if (text[start - 1] === '$' || end >= text.length) return false;
  if (text[start] === "'") return true;
  // A double-quoted string with anything that the shell would replace is syntax.
  for (let at = start; at < end; at += 1) {
    if (text[at] === '$' || text[at] === '`' || text[at] === '\\') return false;
  }
  return true;
}

/** Where the line of the delimiter begins; the end of the text when there is none. */
function endOfHeredoc(text: string, start: number, delimiter: string): number {
  if (text.startsWith(`${delimiter}\n`, start)) return start;
  let at = text.indexOf(`\n${delimiter}`, start);
  while (at >= 0) {
    const after = text[at + 1 + delimiter.length];
    if (after === undefined || after === '\n' || after === ';' || after === ')') return at + 1;
    at = text.indexOf(`\n${delimiter}`, at + 1);
  }
  return text.length;
}
