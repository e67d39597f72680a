import type { MarkdownLink } from './markdown.ts';

interface Target {
  readonly text: string;
  readonly start: number;
  /** Behind the closing parenthesis. */
  readonly end: number;
}

/** Longer targets are no paths. The bound keeps a text of nothing but brackets linear. */
const LONGEST = 2048;

/** The target behind `](`, or undefined when what stands there is no link. */
export function readTarget(text: string, from: number, end: number): Target | undefined {
  const limit = Math.min(end, from + LONGEST);
  const start = skipBlanks(text, from, limit);
  const target = text[start] === '<' ? inAngles(text, start, limit) : bare(text, start, limit);
  if (target === undefined) return undefined;
  let at = skipBlanks(text, target.end, limit);
  const quote = text[at];
  if (at > target.end && (quote === '"' || quote === "'" || quote === '(')) {
    const close = text.slice(at + 1, limit).indexOf(quote === '(' ? ')' : quote);
    if (close < 0) return undefined;
    at = skipBlanks(text, at + 1 + close + 1, limit);
  }
  return at < limit && text[at] === ')' ? { ...target, end: at + 1 } : undefined;
}

const DEFINITION =
  /[ \t]{0,3}\[(?!\^)((?:[^\\[\]]|\\.){1,200})\]:[ \t]*(<[^<>\n]*>|[^\s<]\S*)[ \t]*(?:["'(].*)?(?=\r?\n|$)/y;

/**
 * Reads the definitions `[label]: target` at the beginning of a block.
 *
 * @returns the offset behind them
 */
export function readDefinition(
  text: string,
  start: number,
  end: number,
  links: MarkdownLink[],
): number {
  let at = start;
  for (;;) {
    // Nearly no block begins with a bracket.
    if (text[skipBlanks(text, at, Math.min(end, at + 4))] !== '[') return at;
    DEFINITION.lastIndex = at;
    const match = DEFINITION.exec(text);
    const behind = DEFINITION.lastIndex;
    if (match === null || behind > end) return at;
    const [whole, label = '', written = ''] = match;
    const open = at + whole.indexOf('[');
    const angle = written.startsWith('<') ? 1 : 0;
    links.push({
      kind: 'definition',
      target: written.slice(angle, written.length - angle),
      start: open,
      end: behind,
      textStart: open + 1,
      textEnd: open + 1 + label.length,
      targetStart: at + whole.indexOf(written, label.length) + angle,
    });
    at = behind;
    while (at < end && (text[at] === '\n' || text[at] === '\r')) at++;
  }
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (
    at < end &&
    (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r')
  )
    at++;
  return at;
}

function inAngles(text: string, start: number, end: number): Target | undefined {
  for (let at = start + 1; at < end; at++) {
    const char = text[at];
    if (char === '>') return { text: text.slice(start + 1, at), start: start + 1, end: at + 1 };
    if (char === '\n' || char === '<') return undefined;
  }
  return undefined;
}

function bare(text: string, start: number, end: number): Target | undefined {
  let depth = 0;
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20) break;
    if (code === 0x28) depth++;
    else if (code === 0x29) {
      if (depth === 0) break;
      depth--;
    } else if (code === 0x5c) at++;
  }
  return depth === 0 ? { text: text.slice(start, at), start, end: at } : undefined;
}
