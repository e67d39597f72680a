import { CodedError, type ErrorCode, type Where } from '@gait/canon';
import { endOf, parseYaml, placeOf, type ParsedYaml } from '@gait/yaml';
import { EVENT_ID, getScalarValue, SCALAR_STYLE } from 'js-yaml';

/** A YAML text as events, and where its reader stands. One reader at a time. */
export interface YamlSource extends ParsedYaml {
  readonly where: Where;
  /** The event that is read next. */
  at: number;
  /** Keys and indexes that lead here. */
  readonly path: (string | number)[];
  /** Events that may still be read again through aliases. */
  aliasBudget: number;
  /** Where each anchor stands, once an alias was met. */
  anchors: ReadonlyMap<string, number> | undefined;
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
  const parsed = parseOrThrow(text, limits.maxDepth, where);
  const at = parsed.events[1] === undefined ? -1 : 1;
  const source: YamlSource = {
    ...parsed,
    where,
    at,
    path: [],
    aliasBudget: ALIAS_BUDGET,
    anchors: undefined,
    braces: 0,
  };
  const second = parsed.events.findLastIndex(({ type }) => type === EVENT_ID.DOCUMENT);
  if (second > 0) {
    const message = 'the file holds several YAML documents, one is read';
    throw refuse(source, second + 1, 'yaml_syntax', message, 'keep one; `---` begins another');
  }
  return source;
}

function parseOrThrow(text: string, maxDepth: number, where: Where): ParsedYaml {
  const result = parseYaml(text, maxDepth);
  if (result.ok) return result.parsed;
  const { code, message, hint, line, column, cause } = result.fault;
  throw new CodedError(code, `${message} (line ${line}, column ${column})`, {
    hint,
    where: { ...where, line, column },
    cause,
  });
}

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

/** Where in the text an event stands, or the last before it that stands somewhere. */
export function offsetOf(source: YamlSource, index: number): number {
  for (let i = index; i >= 0; i--) {
    const event = source.events[i];
    if (event === undefined) continue;
    if (event.type === EVENT_ID.SCALAR && event.valueStart >= 0) return event.valueStart;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) return event.start;
    if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  }
  return 0;
}

/** Leaves the node at the reader's place unread: afterwards the reader is behind it. */
export function skipNode(source: YamlSource): void {
  source.at = endOf(source.events, source.at);
}

/** The scalar's text and whether it is plain, that is, may stand for something else than text. */
export function scalarAt(source: YamlSource): { value: string; plain: boolean } | undefined {
  const event = source.events[source.at];
  if (event?.type !== EVENT_ID.SCALAR) return undefined;
  const value = getScalarValue(source.text, event);
  const plain = event.style === SCALAR_STYLE.PLAIN;
  if (
    plain &&
    event.valueStart >= 0 &&
    source.text.slice(event.valueStart, event.valueEnd).includes('\t')
  ) {
    throw refuse(
      source,
      source.at,
      'yaml_syntax',
      'a tab stands in a word',
      'put the text in quotes',
    );
  }
  if (event.tagStart < 0) return { value, plain };
  if (source.text.slice(event.tagStart, event.tagEnd) === '!!str') {
    return { value, plain: false };
  }
  throw refuse(source, source.at, 'yaml_tag', 'tags other than !!str are not read', WITHOUT_TAG);
}

export const WITHOUT_TAG = 'write the value without a tag; put text in quotes';
