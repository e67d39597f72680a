import { findFences, type Fences } from './find-fences.ts';
import { headingsOf } from './headings-of.ts';
import type { Markdown, MarkdownLink, MarkdownTag } from './markdown.ts';
import { readDefinition, readTarget } from './read-target.ts';
import { readTag } from './read-tag.ts';
import { codeSpans, skipRun } from './code-spans.ts';

interface Bracket {
  readonly at: number;
  readonly image: boolean;
}

interface Scan {
  readonly text: string;
  readonly links: MarkdownLink[];
  readonly tags: MarkdownTag[];
  readonly ids: string[];
  /** Ranges of fences and comments, in order. */
  readonly hidden: (readonly [start: number, end: number])[];
  /** Known once, so that many `<!--` that nothing ends do not search the rest again and again. */
  readonly lastCommentEnd: number;
  fences: Fences | undefined;
  /** The block that the scan is in: what begins in it ends in it. */
  blockEnd: number;
  readonly brackets: Bracket[];
  spans: ReadonlyMap<number, number> | undefined;
}

/** A fence at the beginning of a line, or a character that may begin something. */
const MARK = /^[ \t]*(?:>[ \t]*|[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)*(`{3,}|~{3,})|[\\`<[\]]/gm;
/** Behind it another block begins: a blank line, an item, a heading, a row, a quote, a fence. */
const BLOCK_END =
  /\n(?=[ \t]*(?:\r?\n|[-*+][ \t]|[0-9]{1,9}[.)][ \t]|#{1,6}(?:[ \t]|\r?\n)|[|>]|```|~~~))/g;

/**
 * Finds links, images and tags of a Markdown text in one pass, and headings when they are asked
 * for. Fences at any indentation, code spans and comments are left out; a fence that nothing ends
 * is text. It is no CommonMark parser on purpose: that takes text between XML-like tags for raw
 * HTML and sees no link in it. The engine's own search passes over everything that is not looked
 * at here, because a short command ends before loops over characters are compiled.
 *
 * @param from offset behind the front matter
 */
export function scanMarkdown(text: string, from: number): Markdown {
  const scan: Scan = {
    text,
    links: [],
    tags: [],
    ids: [],
    hidden: [],
    lastCommentEnd: text.lastIndexOf('-->'),
    fences: undefined,
    blockEnd: from,
    brackets: [],
    spans: undefined,
  };
  for (let at = from; at < text.length;) {
    MARK.lastIndex = at;
    const match = MARK.exec(text);
    if (match === null) break;
    const [whole, fence] = match;
    // Behind a comment the rest of its line is no beginning of a line.
    at =
      fence === undefined
        ? readMark(scan, match.index)
        : readFence(scan, match.index, match.index + whole.length - fence.length, fence);
  }
  const { links, tags, ids, hidden } = scan;
  let headings: readonly string[] | undefined;
  return {
    links,
    tags,
    ids,
    // Few texts are asked for them.
    get headings() {
      return (headings ??= headingsOf(text, from, hidden));
    },
  };
}

function readFence(scan: Scan, line: number, at: number, fence: string): number {
  scan.fences ??= findFences(scan.text);
  const end = scan.fences.endOf(at, fence);
  if (end === undefined) return readMark(scan, at);
  scan.hidden.push([line, end]);
  return end;
}

/** @returns where the search goes on */
function readMark(scan: Scan, at: number): number {
  const { text } = scan;
  enterBlock(scan, at);
  switch (text[at]) {
    case '\\':
      return at + 2;
    case '`':
      scan.spans ??= codeSpans(text, at, scan.blockEnd);
      return scan.spans.get(at) ?? skipRun(text, at);
    case '[':
      return openBracket(scan, at);
    case ']':
      return closeBracket(scan, at);
    case '<':
      return text.startsWith('<!--', at)
        ? readComment(scan, at)
        : readTag(text, at, scan.blockEnd, scan);
    default:
      // `~~~` that begins no fence.
      return at + 3;
  }
}

/** Brackets and code spans do not reach from one block into the next. */
function enterBlock(scan: Scan, at: number): void {
  if (at < scan.blockEnd) return;
  BLOCK_END.lastIndex = at;
  scan.blockEnd = BLOCK_END.exec(scan.text)?.index ?? scan.text.length;
  scan.brackets.length = 0;
  scan.spans = undefined;
}

/** A comment that nothing ends is text. */
function readComment(scan: Scan, at: number): number {
  if (at + 4 > scan.lastCommentEnd) return at + 4;
  const end = scan.text.indexOf('-->', at + 4) + 3;
  scan.hidden.push([at, end]);
  if (end > scan.blockEnd) scan.blockEnd = end;
  return end;
}

function openBracket(scan: Scan, at: number): number {
  const { text } = scan;
  const line = lineBefore(text, at);
  const end = line === undefined ? undefined : readDefinition(text, line, scan.links);
  if (end !== undefined) return end;
  scan.brackets.push({ at, image: text[at - 1] === '!' });
  return at + 1;
}

/** Where the line begins when nothing but three blanks stands before an offset. */
function lineBefore(text: string, at: number): number | undefined {
  let line = at;
  while (line > at - 3 && (text[line - 1] === ' ' || text[line - 1] === '\t')) line--;
  return line === 0 || text[line - 1] === '\n' ? line : undefined;
}

function closeBracket({ text, brackets, blockEnd, links }: Scan, at: number): number {
  const open = brackets.pop();
  if (open === undefined || text[at + 1] !== '(') return at + 1;
  const target = readTarget(text, at + 2, blockEnd);
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
