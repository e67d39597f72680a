/**
 * String functions with the exact results of Go's `strings` package, on which
 * digests of the artifact formats depend. JavaScript's own differ: `trim` strips
 * U+FEFF and keeps U+0085, `toLowerCase` applies the final-sigma rule, the default
 * sort is by UTF-16 code units.
 */

/** Strips Unicode White_Space at both ends; U+FEFF is not white space here. */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  return unit === 0x85 || unit === 0xa0 || OTHER_SPACES.test(String.fromCharCode(unit));
}

const OTHER_SPACES = /[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;

/** Maps each code point to its simple lower case: no final sigma, U+0130 becomes `i`. */
export function toLower(text: string): string {
  let ascii = true;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) {
      ascii = false;
      break;
    }
  }
  if (ascii) return text.toLowerCase();
  let out = '';
  for (const char of text) out += char === '\u0130' ? 'i' : char.toLowerCase();
  return out;
}

/**
 * Orders two strings by their UTF-8 bytes, which is code point order. It differs
 * from UTF-16 order only where surrogates meet U+E000 to U+FFFF.
 */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a === b) continue;
    const aSurrogate = a >= 0xd800 && a <= 0xdfff;
    const bSurrogate = b >= 0xd800 && b <= 0xdfff;
    if (aSurrogate !== bSurrogate) return aSurrogate ? 1 : -1;
    return a - b;
  }
  return left.length - right.length;
}

/** A new list in UTF-8 byte order. */
export function sortUtf8(list: readonly string[]): string[] {
  return [...list].sort(compareUtf8);
}

/** Trimmed, without empty or repeated items, in UTF-8 byte order. */
export function normalizeList(list: readonly string[] | null | undefined): string[] {
  const items = new Set<string>();
  for (const item of list ?? []) {
    const trimmed = trimSpace(item);
    if (trimmed !== '') items.add(trimmed);
  }
  return sortUtf8([...items]);
}

/** As `normalizeList`, with every item in lower case. */
export function normalizeLowerList(list: readonly string[] | null | undefined): string[] {
  return normalizeList((list ?? []).map((item) => toLower(trimSpace(item))));
}
