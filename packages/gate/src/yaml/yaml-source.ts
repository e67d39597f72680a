import { CodedError, type ErrorCode, type Where } from '@gait/canon';
import { parseEvents, YAMLException, EVENT_ID, getScalarValue, type Event } from 'js-yaml';
import { placeOf } from './place-of.ts';

/** A YAML text as events, and where its reader stands. One reader at a time. */
export interface YamlSource {
  readonly text: string;
  readonly events: readonly Event[];
  readonly where: Where;
  /** The event that is read next. */
  at: number;
  /** Keys and indexes that lead here. */
  readonly path: (string | number)[];
  /** Events that may still be read again through aliases. */
  aliasBudget: number;
  /** Spaces that were put before a line, by line from 1: they are not in the file. */
  readonly padding: ReadonlyMap<number, number>;
  /** How many mappings in braces the reader is in. */
  braces: number;
}

/** Aliases make a small text large: so many events they may add. */
const ALIAS_BUDGET = 100_000;

/**
 * Parses a text into the events of its one document; `at` is the document's root, or -1
 * when there is none.
 *
 * Errors, with line and column: `yaml_size`, `yaml_depth`, `yaml_syntax` (also several documents).
 */
export function openYaml(
  text: string,
  where: Where,
  limits: { readonly maxLength: number; readonly maxDepth: number },
): YamlSource {
  if (text.length > limits.maxLength) {
    throw new CodedError(
      'yaml_size',
      `YAML of ${text.length} characters is over the limit of ${limits.maxLength}`,
      { hint: 'split the file', where },
    );
  }
  let parsed: Parsed;
  try {
    parsed = parseWithRoom(text, limits.maxDepth);
  } catch (error) {
    throw syntaxError(error, where);
  }
  const { events } = parsed;
  let documents = 0;
  for (const event of events) if (event.type === EVENT_ID.DOCUMENT) documents++;
  if (documents > 1) {
    throw new CodedError('yaml_syntax', `the file holds ${documents} YAML documents, one is read`, {
      hint: 'keep one document; `---` begins another',
      where: { ...where, line: 1, column: 1 },
    });
  }
  const at = events[1] === undefined ? -1 : 1;
  return { ...parsed, where, path: [], aliasBudget: ALIAS_BUDGET, at, braces: 0 };
}

interface Parsed {
  readonly text: string;
  readonly events: readonly Event[];
  readonly padding: ReadonlyMap<number, number>;
}

/** So many characters may be parsed again to make room: a file with many short lines is refused. */
const ROOM_BUDGET = 64 * 1024 * 1024;

/**
 * The strict grammar wants lists in brackets to be indented further than what they belong
 * to, so that a bracket which closes at the start of the key's line is an error. Everybody
 * writes it, and the reference reads it: such lines get the spaces they lack.
 */
function parseWithRoom(original: string, maxDepth: number): Parsed {
  const padding = new Map<number, number>();
  let text = original;
  let budget = ROOM_BUDGET;
  for (;;) {
    try {
      return { text, events: parseEvents(text, { maxDepth }), padding };
    } catch (error) {
      budget -= text.length;
      const { mark, reason } = error instanceof YAMLException ? error : { mark: undefined, reason: '' };
      if (reason !== 'deficient indentation' || mark === undefined || budget < 0) throw error;
      const start = mark.position - mark.column;
      if (padding.has(mark.line + 1)) throw error;
      padding.set(mark.line + 1, ROOM);
      text = text.slice(0, start) + ' '.repeat(ROOM) + text.slice(start);
    }
  }
}

/** More than the deepest place that something in brackets can stand at. */
const ROOM = 256;

/** An error at an event; `-1` of the offset means the event before. */
export function refuse(
  source: YamlSource,
  index: number,
  code: ErrorCode,
  message: string,
  hint: string,
): CodedError {
  const place = placeIn(source, offsetOf(source, index));
  const field = pathText(source.path);
  return new CodedError(code, `${message} (line ${place.line}, column ${place.column})`, {
    hint,
    where: { ...source.where, ...place, ...(field === '' ? {} : { field }) },
  });
}

/** Line and column in the file of a position in the source's text. */
export function placeIn(source: YamlSource, offset: number): { line: number; column: number } {
  const { line, column } = placeOf(source.text, offset);
  return { line, column: Math.max(1, column - (source.padding.get(line) ?? 0)) };
}

/** `rules[2].match.tool_names`. */
export function pathText(path: readonly (string | number)[]): string {
  let out = '';
  for (const part of path) {
    if (typeof part === 'number') out += `[${part}]`;
    else out += out === '' ? part : `.${part}`;
  }
  return out;
}

function offsetOf(source: YamlSource, index: number): number {
  for (let i = index; i >= 0; i--) {
    const event = source.events[i];
    if (event === undefined) continue;
    if (event.type === EVENT_ID.SCALAR && event.valueStart >= 0) return event.valueStart;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start;
    if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  }
  return 0;
}

/**
 * The event at which the last part of `path` that is written stands: a key, an item of a
 * list, or what holds them when the field itself is absent or comes through an alias.
 */
export function locate(source: YamlSource, path: readonly (string | number)[]): number {
  const { events } = source;
  let found = 1;
  let node = 1;
  for (const part of path) {
    const child = childOf(source, node, part);
    if (child === undefined) return found;
    found = child;
    node = events[child]?.type === EVENT_ID.SCALAR && typeof part === 'string' ? child + 1 : child;
  }
  return found;
}

function childOf(source: YamlSource, node: number, part: string | number): number | undefined {
  const { events } = source;
  const wanted = typeof part === 'string' ? EVENT_ID.MAPPING : EVENT_ID.SEQUENCE;
  if (events[node]?.type !== wanted) return undefined;
  let index = 0;
  for (let at = node + 1; events[at] !== undefined && events[at]?.type !== EVENT_ID.POP; ) {
    const event = events[at] as Event;
    if (typeof part === 'number') {
      if (index === part) return at;
    } else if (event.type === EVENT_ID.SCALAR && getScalarValue(source.text, event) === part) {
      return at;
    }
    index++;
    at = endOf(events, at);
    if (typeof part === 'string') at = endOf(events, at);
  }
  return undefined;
}

/** Leaves the node at the reader's place unread: afterwards the reader is behind it. */
export function skipNode(source: YamlSource): void {
  source.at = endOf(source.events, source.at);
}

/** The event behind the node that begins at `at`. */
export function nextSibling(source: YamlSource, at: number): number {
  return endOf(source.events, at);
}

function endOf(events: readonly Event[], start: number): number {
  let depth = 0;
  for (let i = start; ; i++) {
    const event = events[i];
    if (event === undefined) return i;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) depth++;
    else if (event.type === EVENT_ID.POP) depth--;
    if (depth === 0) return i + 1;
  }
}

/**
 * If an alias is next: reads the node that it stands for instead, and goes on behind the
 * alias. Otherwise just reads.
 *
 * Errors: `yaml_alias` for a name that nothing before carries or several nodes carry, for
 * a node inside itself, and when aliases repeat more than is reasonable.
 */
export function throughAlias<T>(source: YamlSource, read: () => T): T {
  const event = source.events[source.at];
  if (event?.type !== EVENT_ID.ALIAS) return read();
  const back = source.at;
  const name = source.text.slice(event.anchorStart, event.anchorEnd);
  const target = findAnchor(source, name, back);
  const end = endOf(source.events, target);
  source.aliasBudget -= end - target;
  if (end > back || source.aliasBudget < 0) {
    const what = end > back ? 'stands for what it is part of' : 'repeats too much';
    throw refuse(source, back, 'yaml_alias', `the alias ${name} ${what}`, WRITE_OUT);
  }
  const { braces } = source;
  source.at = target;
  source.braces = 0;
  const value = read();
  source.at = back + 1;
  source.braces = braces;
  return value;
}

const WRITE_OUT = 'write the value out where it is used';

function findAnchor(source: YamlSource, name: string, before: number): number {
  let found = -1;
  for (let i = 0; i < source.events.length; i++) {
    const event = source.events[i] as Event;
    if (!('tagStart' in event) || event.anchorStart < 0) continue;
    if (source.text.slice(event.anchorStart, event.anchorEnd) !== name) continue;
    if (found >= 0)
      throw refuse(source, i, 'yaml_alias', `two values are called ${name}`, 'give each its name');
    found = i;
  }
  if (found < 0 || found > before)
    throw refuse(source, before, 'yaml_alias', `nothing above is called ${name}`, WRITE_OUT);
  return found;
}

/** The scalar's text and whether it is plain, that is, may stand for something else than text. */
export function scalarAt(source: YamlSource): { value: string; plain: boolean } | undefined {
  const event = source.events[source.at];
  if (event?.type !== EVENT_ID.SCALAR) return undefined;
  const value = getScalarValue(source.text, event);
  const plain = event.style === 1;
  if (plain && event.valueStart >= 0 && source.text.slice(event.valueStart, event.valueEnd).includes('\t')) {
    throw refuse(source, source.at, 'yaml_syntax', 'a tab stands in a word', 'put the text in quotes');
  }
  if (event.tagStart < 0) return { value, plain };
  if (source.text.slice(event.tagStart, event.tagEnd) === '!!str') {
    return { value, plain: false };
  }
  throw refuse(source, source.at, 'yaml_tag', 'tags other than !!str are not read', WITHOUT_TAG);
}

export const WITHOUT_TAG = 'write the value without a tag; put text in quotes';

/** The library tells its failures apart by text only; the position is reliable. */
function syntaxError(error: unknown, where: Where): CodedError {
  if (!(error instanceof YAMLException))
    return new CodedError('yaml_syntax', 'the text is not YAML', { where, cause: error });
  const { mark, reason } = error;
  const place = mark === undefined ? {} : { line: mark.line + 1, column: mark.column + 1 };
  const deep = /depth/u.test(reason);
  return new CodedError(
    deep ? 'yaml_depth' : 'yaml_syntax',
    mark === undefined ? reason : `${reason} (line ${mark.line + 1}, column ${mark.column + 1})`,
    {
      hint: deep
        ? 'flatten the document'
        : 'correct the YAML; strings with special characters need quotes',
      where: { ...where, ...place },
      cause: error,
    },
  );
}
