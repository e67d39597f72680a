import { COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE, type Event } from 'js-yaml';
import type { YamlSource } from './yaml-source.ts';

/** Keys and indexes that lead to a part of a document. */
export type YamlPath = readonly (string | number)[];

/** A comment, and what it is about. */
export interface YamlComment {
  /** With its `#`. */
  readonly text: string;
  /** `head`: it stands before everything; `foot`: nothing comes after it. */
  readonly about: YamlPath | 'head' | 'foot';
  /** What it is about, where that is an item of a list that is text. */
  readonly item: ScalarText | undefined;
  /** It stands behind what it is about, and not on a line before it. */
  readonly behind: boolean;
}

/** A text, and whether it stands without quotes. */
export interface ScalarText {
  readonly value: string;
  readonly plain: boolean;
}

/** A key, or an item of a list, and where it begins. */
interface Mark {
  readonly offset: number;
  readonly path: YamlPath;
  readonly item: ScalarText | undefined;
}

/** Text that is no comment, and the collections in brackets that are open behind it. */
interface Token {
  readonly start: number;
  readonly end: number;
  readonly open: readonly YamlPath[];
}

interface Container {
  readonly path: YamlPath;
  readonly isList: boolean;
  readonly inBrackets: boolean;
  /** Of a list: of the next item. */
  index: number;
  /** Of a mapping: whose value comes next; undefined when a key does. */
  key: string | undefined;
}

const COMMENT = /(?<=^|\s)#[^\r\n]*/gmu;

/**
 * The comments of a document in their order. A comment on a line of its own is about the key or
 * item that follows, one behind a value about that value's key, or its item.
 */
export function readComments(source: YamlSource): readonly YamlComment[] {
  const { text } = source;
  const { marks, tokens } = readLayout(source);
  const comments: YamlComment[] = [];
  const pattern = new RegExp(COMMENT);
  // How many begin before the comment: both lists are in the order of the text, as comments are.
  let marksBefore = 0;
  let tokensBefore = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const at = found.index;
    while ((tokens[tokensBefore]?.start ?? Infinity) <= at) tokensBefore++;
    while ((marks[marksBefore]?.offset ?? Infinity) <= at) marksBefore++;
    const last = tokens[tokensBefore - 1];
    if (last !== undefined && last.end > at) {
      // A number sign inside a value.
      pattern.lastIndex = last.end;
      continue;
    }
    const before = marks[marksBefore - 1];
    const line = text.slice(lineStart(text, at), at);
    // A dash and an anchor belong to what follows.
    const behind = before !== undefined && /[^\s-]/u.test(line.replaceAll(/[&!]\S+/gu, ''));
    const closed = behind ? closedLast(text, at, last) : undefined;
    const mark = behind ? before : marks[marksBefore];
    comments.push({
      text: found[0].trimEnd(),
      about: before === undefined ? 'head' : (closed ?? mark?.path ?? 'foot'),
      item: closed === undefined ? mark?.item : undefined,
      behind,
    });
  }
  return comments;
}

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !/[\r\n]/u.test(text[start - 1] as string)) start--;
  return start;
}

/** The collection in brackets that ends between the last text and a comment, if one does. */
function closedLast(text: string, at: number, last: Token | undefined): YamlPath | undefined {
  const between = text.slice(last?.end ?? 0, at).replaceAll(COMMENT, '');
  const closed = between.replaceAll(/[^\]}]/gu, '').length;
  return closed === 0 ? undefined : last?.open.at(-closed);
}

function readLayout({ text, events }: YamlSource): {
  readonly marks: readonly Mark[];
  readonly tokens: readonly Token[];
} {
  const marks: Mark[] = [];
  const tokens: Token[] = [];
  const stack: Container[] = [];
  for (const event of events.slice(1)) {
    if (event.type === EVENT_ID.POP) {
      stack.pop();
      continue;
    }
    const path = enter(stack.at(-1), event, text, marks);
    const isList = event.type === EVENT_ID.SEQUENCE;
    if (isList || event.type === EVENT_ID.MAPPING) {
      const inBrackets = event.style === COLLECTION_STYLE.FLOW;
      stack.push({ path, isList, inBrackets, index: 0, key: undefined });
    }
    const open = stack.filter(({ inBrackets }) => inBrackets).map((container) => container.path);
    const range = rangeOf(event);
    if (range !== undefined) tokens.push({ ...range, open });
  }
  return { marks, tokens };
}

/** The path of a node, which its container counts; keys and items are marked. */
function enter(
  container: Container | undefined,
  event: Event,
  text: string,
  marks: Mark[],
): YamlPath {
  if (container === undefined) return [];
  const isKey = !container.isList && container.key === undefined;
  const part = container.isList
    ? container.index++
    : (container.key ?? (event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : ''));
  const path = [...container.path, part];
  const offset = rangeOf(event)?.start;
  if ((isKey || container.isList) && offset !== undefined) {
    const isText = container.isList && event.type === EVENT_ID.SCALAR;
    marks.push({ offset, path, item: isText ? textOfScalar(event, text) : undefined });
  }
  if (!container.isList) container.key = isKey ? String(part) : undefined;
  return path;
}

function textOfScalar(event: ScalarEvent, text: string): ScalarText {
  return { value: getScalarValue(text, event), plain: event.style === SCALAR_STYLE.PLAIN };
}

type ScalarEvent = Extract<Event, { readonly type: typeof EVENT_ID.SCALAR }>;

/** Where a node's own text begins and ends; of a collection its first character, if it has a bracket. */
function rangeOf(event: Event): { readonly start: number; readonly end: number } | undefined {
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return event.valueStart < 0 ? undefined : { start: event.valueStart, end: event.valueEnd };
    case EVENT_ID.ALIAS:
      return { start: event.anchorStart - 1, end: event.anchorEnd };
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE: {
      const bracket = event.style === COLLECTION_STYLE.FLOW ? 1 : 0;
      return { start: event.start, end: event.start + bracket };
    }
    default:
      return undefined;
  }
}
