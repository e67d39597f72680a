import { nothingFound, scanInline } from './scan-inline.ts';
import type { Markdown } from './markdown.ts';

/** A fence that is open: its character, length and indentation. */
interface Fence {
  readonly mark: string;
  readonly length: number;
}

const FENCE_START = /^[ \t]*(?:>[ \t]*|[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)*(`{3,}|~{3,})(.*)$/;
const FENCE_END = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/;
/** An item of a list, or a heading. */
const ITEM = /^[ \t]*(?:[-*+][ \t]|[0-9]{1,9}[.)][ \t]|#{1,6}(?:[ \t]|$))/;
const HEADING = /^[ \t]{0,3}#{1,6}(?=[ \t]|$)/;
const UNDERLINE = /^[ \t]{0,3}(?:=+|-+)[ \t]*$/;

/**
 * Finds links, images, tags and headings of a Markdown text in one pass. Fences at any
 * indentation, code spans and comments are left out. It is no CommonMark parser on purpose: that
 * takes text between XML-like tags for raw HTML and sees no link in it.
 *
 * @param from offset behind the front matter
 */
export function scanMarkdown(text: string, from: number): Markdown {
  const collected = nothingFound(text);
  const headings: string[] = [];
  let fence: Fence | undefined;
  let block = -1;
  /** Where the line before begins, when an underline would make it a heading. */
  let previous = -1;
  /** Scans the lines collected so far; a comment may reach beyond them. */
  const endBlock = (end: number): number => {
    if (block < 0) return end;
    const reached = scanInline(text, block, end, collected);
    block = -1;
    return reached;
  };

  for (let start = from; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const next = newline < 0 ? text.length : newline + 1;
    // What a line begins with decides nearly always; few lines are cut out and looked at as texts.
    const first = skipBlanks(text, start, end);
    const char = first < end ? text.charCodeAt(first) : BLANK;
    if (fence !== undefined) {
      if (canFence(char) && closes(lineAt(text, start, end), fence)) fence = undefined;
      start = next;
      continue;
    }
    const opened = canFence(char) ? opensFence(lineAt(text, start, end)) : undefined;
    const starts = block >= 0 && startsBlock(text, start, end, char);
    if (opened !== undefined || char === BLANK || starts) {
      const reached = endBlock(start);
      if (reached > start) {
        // A comment ended in the middle of some line further down.
        block = reached;
        start = endOfLine(text, reached);
        previous = -1;
        continue;
      }
    }
    const heading = char === 0x23 ? headingOf(lineAt(text, start, end)) : undefined;
    if (heading !== undefined) headings.push(heading);
    else if (previous >= 0 && isUnderline(text, start, end, char)) {
      headings.push(text.slice(previous, start).trim());
    }
    fence = opened;
    if (opened === undefined && char !== BLANK && block < 0) block = start;
    previous = opened === undefined && heading === undefined && char !== BLANK ? start : -1;
    start = next;
  }
  endBlock(text.length);
  for (const heading of headings) {
    const id = /\{#([^\s{}]+)\}\s*$/.exec(heading)?.[1];
    if (id !== undefined) collected.ids.push(id);
  }
  const { links, tags, ids } = collected;
  return { links, tags, ids, headings };
}

/** Stands for the first character of a line without any. */
const BLANK = 0;

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && (code < 0x09 || code > 0x0d)) break;
    at++;
  }
  return at;
}

function lineAt(text: string, start: number, end: number): string {
  return text.slice(start, text.charCodeAt(end - 1) === 0x0d ? end - 1 : end);
}

/** A fence may stand in a quote or behind the mark of a list. */
function canFence(char: number): boolean {
  return char === 0x60 || char === 0x7e || char === 0x3e || isItemMark(char);
}

function isItemMark(char: number): boolean {
  return char === 0x2d || char === 0x2a || char === 0x2b || (char >= 0x30 && char <= 0x39);
}

/** Begins a block of its own: a back-quote in the line before does not reach into it. */
function startsBlock(text: string, start: number, end: number, char: number): boolean {
  // A row of a table, a quote, a tag.
  if (char === 0x7c || char === 0x3e || char === 0x3c) return true;
  return (char === 0x23 || isItemMark(char)) && ITEM.test(lineAt(text, start, end));
}

function isUnderline(text: string, start: number, end: number, char: number): boolean {
  return (char === 0x3d || char === 0x2d) && UNDERLINE.test(lineAt(text, start, end));
}

function headingOf(line: string): string | undefined {
  const marks = HEADING.exec(line)?.[0];
  if (marks === undefined) return undefined;
  const text = line.slice(marks.length).trim();
  let end = text.length;
  while (text[end - 1] === '#') end--;
  return end === 0 || /\s/.test(text[end - 1] ?? '') ? text.slice(0, end).trim() : text;
}

function opensFence(line: string): Fence | undefined {
  if (!line.includes('```') && !line.includes('~~~')) return undefined;
  const [, run = '', info = ''] = FENCE_START.exec(line) ?? [];
  const mark = run[0] ?? '';
  // A back-quote behind the fence makes it a code span.
  if (run === '' || (mark === '`' && info.includes('`'))) return undefined;
  return { mark, length: run.length };
}

function closes(line: string, { mark, length }: Fence): boolean {
  const run = FENCE_END.exec(line)?.[1] ?? '';
  return run.startsWith(mark) && run.length >= length;
}

function endOfLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}
