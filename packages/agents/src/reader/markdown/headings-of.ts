const HEADING =
  /^[ \t]{0,3}(?:#{1,6}(?=[ \t\r\n]|$)([^\n]*)|(\S[^\n]*)\n[ \t]{0,3}(?:=+|-+)[ \t]*\r?$)/gm;

/**
 * Texts of the headings, in their order, with their inline marks.
 *
 * @param hidden ranges of fences and comments, in order
 */
export function headingsOf(
  text: string,
  from: number,
  hidden: readonly (readonly [start: number, end: number])[],
): readonly string[] {
  const headings: string[] = [];
  let next = 0;
  HEADING.lastIndex = from;
  for (let match = HEADING.exec(text); match !== null; match = HEADING.exec(text)) {
    const { index } = match;
    while ((hidden[next]?.[1] ?? Infinity) <= index) next++;
    const [start, end] = hidden[next] ?? [Infinity, Infinity];
    if (start <= index) {
      HEADING.lastIndex = end;
      continue;
    }
    headings.push(match[1] === undefined ? (match[2] ?? '').trim() : withoutMarks(match[1]));
  }
  return headings;
}

/** `One ##` is `One`. */
function withoutMarks(written: string): string {
  const text = written.trim();
  let end = text.length;
  while (text[end - 1] === '#') end--;
  return end === 0 || /\s/.test(text[end - 1] ?? '') ? text.slice(0, end).trim() : text;
}
