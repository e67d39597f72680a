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
 * Reads the definition `[label]: target` that a line is.
 *
 * @returns the offset behind it; undefined when the line is none
 */
export function readDefinition(
  text: string,
  line: number,
  links: MarkdownLink[],
): number | undefined {
  DEFINITION.lastIndex = line;
  const match = DEFINITION.exec(text);
  if (match === null) return undefined;
  const [whole, label = '', written = ''] = match;
  const open = line + whole.indexOf('[');
  const angle = written.startsWith('<') ? 1 : 0;
  links.push({
    kind: 'definition',
    target: written.slice(angle, written.length - angle),
    start: open,
    end: line + whole.length,
    textStart: open + 1,
    textEnd: open + 1 + label.length,
    targetStart: line + whole.indexOf(written, label.length) + angle,
  });
  return line + whole.length;
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
