import type { TextKind } from './scanned-text.ts';

/** A stretch of a text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Parts of a Markdown text that are read differently; each list is sorted and without overlaps. */
export interface Regions {
  /** What is between fences, without the fences. */
  readonly fences: readonly Stretch[];
  /** Comments: seen by a model, not by who reads the page. */
  readonly comments: readonly Stretch[];
  /** Between the first `---` lines. */
  readonly head: Stretch;
  /** Headings of the whole text. */
  readonly headings: readonly Stretch[];
}

const LINE = /[^\n]*(?:\n|$)/y;
const FENCE = /^[ \t>]*(?:[-*+][ \t]+|[0-9]{1,3}[.)][ \t]+)?(`{3,}|~{3,})([^\n]*)/;
/** `[//]: # (text)` and its like: a definition that nothing refers to, and no page shows. */
const HIDDEN_DEFINITION =
  /^[ ]{0,3}\[(?:\/\/|comment|_|#)[^\]\n]{0,20}\]:[ \t]*\S{1,20}[ \t]+["'(][^\n]*/;

/** Finds the regions of a text in one pass over its lines. */
export function readRegions(raw: string, kind: TextKind): Regions {
  if (kind !== 'markdown') {
    return { fences: [], comments: [], head: { start: 0, end: 0 }, headings: [] };
  }
  const fences: Stretch[] = [];
  const headings: Stretch[] = [];
  const definitions: Stretch[] = [];
  const head = readHead(raw);
  let open: { readonly mark: string; readonly start: number } | undefined;
  for (let start = head.end; start < raw.length;) {
    LINE.lastIndex = start;
    const line = LINE.exec(raw)?.[0] ?? '';
    const end = start + line.length;
    const fence = FENCE.exec(line);
    const [, mark = '', info = ''] = fence ?? [];
    if (open !== undefined) {
      if (mark.startsWith(open.mark) && info.trim() === '') {
        fences.push({ start: open.start, end: start });
        open = undefined;
      }
    } else if (fence !== null && !(mark.startsWith('`') && info.includes('`'))) {
      open = { mark, start: end };
    } else if (/^ {0,3}#{1,6}[ \t]/.test(line)) headings.push({ start, end });
    else if (HIDDEN_DEFINITION.test(line)) definitions.push({ start, end });
    start = Math.max(end, start + 1);
  }
  if (open !== undefined) fences.push({ start: open.start, end: raw.length });
  const comments = [...readComments(raw, fences), ...definitions].sort((a, b) => a.start - b.start);
  return { fences, comments, head, headings };
}

function readHead(raw: string): Stretch {
  if (!/^---[ \t]*\r?\n/.test(raw)) return { start: 0, end: 0 };
  const close = /^---[ \t]*\r?$/gm;
  close.lastIndex = raw.indexOf('\n') + 1;
  const found = close.exec(raw);
  return { start: 0, end: found === null ? 0 : found.index };
}

/** Comments that are no text of a fence. One that nothing ends reaches to the end of the text. */
function readComments(raw: string, fences: readonly Stretch[]): readonly Stretch[] {
  const comments: Stretch[] = [];
  for (let start = raw.indexOf('<!--'); start >= 0;) {
    const close = raw.indexOf('-->', start + 4);
    const end = close < 0 ? raw.length : close + 3;
    if (stretchAt(fences, start) === undefined) comments.push({ start, end });
    start = raw.indexOf('<!--', end);
  }
  return comments;
}

/** The stretch that holds an offset; looked for by halving. */
export function stretchAt(stretches: readonly Stretch[], offset: number): Stretch | undefined {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const stretch = stretches[middle] as Stretch;
    if (offset < stretch.start) high = middle;
    else if (offset >= stretch.end) low = middle + 1;
    else return stretch;
  }
  return undefined;
}

/** The last stretch that begins before an offset. */
export function stretchBefore(stretches: readonly Stretch[], offset: number): Stretch | undefined {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle] as Stretch).start < offset) low = middle + 1;
    else high = middle;
  }
  return stretches[low - 1];
}
