import { nothingFound, scanInline } from './scan-inline.ts';
import type { Markdown } from './markdown.ts';

/** A fence that is open: its character, length and indentation. */
interface Fence {
  readonly mark: string;
  readonly length: number;
}

const FENCE_START = /^[ \t]*(?:>[ \t]*|[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)*(`{3,}|~{3,})(.*)$/;
const FENCE_END = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/;
/** Begins a block of its own: a back-quote in the line before does not reach into it. */
const NEW_BLOCK = /^[ \t]*(?:[-*+][ \t]|[0-9]{1,9}[.)][ \t]|#{1,6}(?:[ \t]|$)|[|>]|<)/;
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
  let previous = '';
  /** Scans the lines collected so far; a comment may reach beyond them. */
  const endBlock = (end: number): number => {
    if (block < 0) return end;
    const reached = scanInline(text, block, end, collected);
    block = -1;
    return reached;
  };

  for (let start = from; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (end > start && text.charCodeAt(end - 1) === 13) end--;
    const line = text.slice(start, end);
    if (fence !== undefined) {
      if (closes(line, fence)) fence = undefined;
      start = next;
      continue;
    }
    const opened = opensFence(line);
    if (opened !== undefined || line.trim() === '' || (block >= 0 && NEW_BLOCK.test(line))) {
      const reached = endBlock(start);
      if (reached > start) {
        // A comment ended in the middle of some line further down.
        block = reached;
        start = endOfLine(text, reached);
        previous = '';
        continue;
      }
    }
    if (opened !== undefined) {
      fence = opened;
    } else if (line.trim() !== '') {
      if (block < 0) block = start;
      const heading = headingOf(line);
      if (heading !== undefined) headings.push(heading);
      else if (previous !== '' && UNDERLINE.test(line)) headings.push(previous.trim());
    }
    previous = opened === undefined && !HEADING.test(line) ? line : '';
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
