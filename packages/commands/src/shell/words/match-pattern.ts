import { BRACKET, isKnown, isOpaque, QUESTION, STAR, UNKNOWN } from '../marks.ts';

const LONGEST = 2000;

/** Whether all of a known text matches a pattern; undefined: that cannot be told. */
export function matchesPattern(text: string, pattern: string): boolean | undefined {
  if (!isKnown(text) || isOpaque(pattern) || pattern.includes(BRACKET)) return undefined;
  if (text.length > LONGEST || pattern.length > LONGEST) return undefined;
  // The usual walk with one place to return to: no more than text times pattern.
  let at = 0;
  let place = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    if (pattern[place] === STAR) {
      star = place;
      mark = at;
      place += 1;
    } else if (
      place < pattern.length &&
      (pattern[place] === QUESTION || pattern[place] === text[at])
    ) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      place = star + 1;
      mark += 1;
      at = mark;
    } else return false;
  }
  while (pattern[place] === STAR) place += 1;
  return place === pattern.length;
}

/** `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`. */
export function removeMatch(
  value: string,
  pattern: string,
  operator: '#' | '##' | '%' | '%%',
): string {
  if (pattern === '') return value;
  if (isKnown(pattern) && !isOpaque(value)) return removeLiteral(value, pattern, operator);
  if (!isKnown(value) || value.length > 500) return UNKNOWN;
  const front = operator.startsWith('#');
  const longest = operator.length === 2;
  for (let step = 0; step <= value.length; step += 1) {
    const length = longest ? value.length - step : step;
    const piece = front ? value.slice(0, length) : value.slice(value.length - length);
    const matches = matchesPattern(piece, pattern);
    if (matches === undefined) return UNKNOWN;
    if (matches) return front ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

function removeLiteral(value: string, pattern: string, operator: string): string {
  if (operator.startsWith('#')) {
    if (value.startsWith(pattern)) return value.slice(pattern.length);
    return isKnown(value.slice(0, pattern.length)) ? value : UNKNOWN;
  }
  // `${f%.jsx}` of any name below a folder is another such name.
  if (value.endsWith(STAR) && /^[\w.-]+$/.test(pattern)) return value;
  if (value.endsWith(pattern)) return value.slice(0, value.length - pattern.length);
  return isKnown(value.slice(-pattern.length)) ? value : UNKNOWN;
}

/** `${x/p/r}`, `${x//p/r}`, `${x/#p/r}`, `${x/%p/r}`. */
export function replaceMatch(
  value: string,
  pattern: string,
  replacement: string,
  operator: '/' | '//' | '/#' | '/%',
): string {
  if (!isKnown(value) || !isKnown(pattern) || !isKnown(replacement)) return UNKNOWN;
  // In newer shells `&` in the replacement is what matched.
  if (pattern === '' || replacement.includes('&') || replacement.includes('\\')) return UNKNOWN;
  switch (operator) {
    case '//':
      return value.replaceAll(pattern, () => replacement);
    case '/#':
      return value.startsWith(pattern) ? replacement + value.slice(pattern.length) : value;
    case '/%':
      return value.endsWith(pattern)
        ? value.slice(0, value.length - pattern.length) + replacement
        : value;
    case '/':
      return value.replace(pattern, () => replacement);
  }
}
