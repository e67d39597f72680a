/** The offset behind a run of back-quotes. */
export function skipRun(text: string, at: number): number {
  let end = at;
  while (text[end] === '`') end++;
  return end;
}

/**
 * Where each code span begins, and where it ends: a run of back-quotes ends at the next run of
 * the same length. A run that nothing ends is text. Each run is looked at once.
 */
export function codeSpans(text: string, start: number, end: number): ReadonlyMap<number, number> {
  const spans = new Map<number, number>();
  const runs: { readonly at: number; readonly length: number }[] = [];
  for (let at = start; at >= 0 && at < end;) {
    const behind = skipRun(text, at);
    runs.push({ at, length: behind - at });
    at = text.indexOf('`', behind);
  }
  const nextOf = runs.map(() => -1);
  const later = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index--) {
    const { length } = runs[index] as { length: number };
    nextOf[index] = later.get(length) ?? -1;
    later.set(length, index);
  }
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index] as { at: number; length: number };
    const close = nextOf[index] ?? -1;
    // Behind a backslash none begins; one may end there.
    if (close < 0 || text[run.at - 1] === '\\') continue;
    const { at: closeAt, length } = runs[close] as { at: number; length: number };
    spans.set(run.at, closeAt + length);
    index = close;
  }
  return spans;
}
