import type { MarkdownLink, MarkdownTag } from './markdown.ts';
import { readDefinition, readTarget } from './read-target.ts';
import { readTag } from './read-tag.ts';

/** What the scan of a text has found so far. */
export interface Collected {
  readonly links: MarkdownLink[];
  readonly tags: MarkdownTag[];
  readonly ids: string[];
  /**
   * Where the next mark is and the last comment's end: known once, so that many short blocks, or
   * many `<!--` that nothing ends, do not search the rest of the text again and again.
   */
  nextMark: number;
  lastCommentEnd: number;
}

/** Nothing found yet. */
export function nothingFound(text: string): Collected {
  return { links: [], tags: [], ids: [], nextMark: -1, lastCommentEnd: text.lastIndexOf('-->') };
}

interface Bracket {
  readonly at: number;
  readonly image: boolean;
}

/** What may begin something; the rest of a text is passed over by the engine's own search. */
const MARKS = /[\\`<[\]]/g;

/**
 * Finds links and tags between two offsets.
 *
 * @returns where the scan ended: `end`, or behind a comment that reaches beyond it
 */
export function scanInline(text: string, start: number, end: number, found: Collected): number {
  let spans: ReadonlyMap<number, number> | undefined;
  const brackets: Bracket[] = [];
  let at = readDefinition(text, start, end, found.links);
  for (;;) {
    at = nextMark(text, at, found);
    if (at >= end) return end;
    switch (text[at]) {
      case '\\':
        at += 2;
        break;
      case '`':
        spans ??= codeSpans(text, at, end);
        at = spans.get(at) ?? skipRun(text, at);
        break;
      case '[':
        brackets.push({ at, image: text[at - 1] === '!' });
        at++;
        break;
      case ']':
        at = closeBracket(text, at, end, brackets, found.links);
        break;
      default: {
        if (text.startsWith('<!--', at)) {
          // Without its end it is text.
          at = at + 4 > found.lastCommentEnd ? at + 4 : text.indexOf('-->', at + 4) + 3;
          if (at > end) return at;
          break;
        }
        at = readTag(text, at, end, found);
      }
    }
  }
}

function nextMark(text: string, at: number, found: Collected): number {
  if (found.nextMark < at) {
    MARKS.lastIndex = at;
    found.nextMark = MARKS.exec(text)?.index ?? text.length;
  }
  return found.nextMark;
}

function closeBracket(
  text: string,
  at: number,
  end: number,
  brackets: Bracket[],
  links: MarkdownLink[],
): number {
  const open = brackets.pop();
  if (open === undefined || text[at + 1] !== '(') return at + 1;
  const target = readTarget(text, at + 2, end);
  if (target === undefined) return at + 1;
  links.push({
    kind: open.image ? 'image' : 'link',
    target: target.text,
    start: open.image ? open.at - 1 : open.at,
    end: target.end,
    textStart: open.at + 1,
    textEnd: at,
    targetStart: target.start,
  });
  return target.end;
}

function skipRun(text: string, at: number): number {
  let end = at;
  while (text[end] === '`') end++;
  return end;
}

/**
 * Where each code span begins, and where it ends: a run of back-quotes ends at the next run of
 * the same length. A run that nothing ends is text. Each run is looked at once.
 */
function codeSpans(text: string, start: number, end: number): ReadonlyMap<number, number> {
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
