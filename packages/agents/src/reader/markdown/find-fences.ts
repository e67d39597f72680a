/** Where fences of a text may end. */
export interface Fences {
  /**
   * The offset behind the line that ends a fence.
   *
   * @param at where the fence's own characters begin; asked in rising order
   * @returns undefined when nothing ends it, or when it is a code span
   */
  readonly endOf: (at: number, fence: string) => number | undefined;
}

interface Closer {
  readonly at: number;
  readonly end: number;
  readonly length: number;
  /** The longest from here to the end of the text. */
  longest: number;
}

const CLOSER = /^[ \t>]*(`{3,}|~{3,})[ \t]*\r?$/gm;

/** Finds the lines that may end a fence, once for a text. */
export function findFences(text: string): Fences {
  const closers: Readonly<Record<string, Closer[]>> = { '`': [], '~': [] };
  for (const { index, 0: line, 1: run = '' } of text.matchAll(CLOSER)) {
    const closer = { at: index, end: index + line.length, length: run.length, longest: 0 };
    closers[run[0] ?? '']?.push(closer);
  }
  const next: Record<string, number> = { '`': 0, '~': 0 };
  for (const list of Object.values(closers)) {
    for (let index = list.length - 1, longest = 0; index >= 0; index--) {
      const closer = list[index] as Closer;
      longest = Math.max(longest, closer.length);
      closer.longest = longest;
    }
  }
  return {
    endOf(at, fence) {
      const mark = fence[0] ?? '';
      const list = closers[mark] ?? [];
      const newline = text.indexOf('\n', at);
      const behind = newline < 0 ? text.length : newline;
      // A back-quote behind the fence makes it a code span.
      if (mark === '`' && text.slice(at + fence.length, behind).includes('`')) return undefined;
      let index = next[mark] ?? 0;
      while ((list[index]?.at ?? Infinity) <= behind) index++;
      next[mark] = index;
      if ((list[index]?.longest ?? 0) < fence.length) return undefined;
      while ((list[index] as Closer).length < fence.length) index++;
      next[mark] = index;
      return (list[index] as Closer).end;
    },
  };
}
