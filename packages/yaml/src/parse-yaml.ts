import { parseEvents, YAMLException, type Event } from 'js-yaml';

/** A text and its events. */
export interface ParsedYaml {
  /** As it was parsed: with the spaces of `padding`. */
  readonly text: string;
  readonly events: readonly Event[];
  /** Spaces that were put before a line, by line from 1: they are not in the file. */
  readonly padding: ReadonlyMap<number, number>;
}

/** Why a text is not read, and where. */
export interface YamlFault {
  readonly code: 'yaml_depth' | 'yaml_syntax';
  /** In the library's words, without the place. */
  readonly message: string;
  readonly hint: string;
  /** From 1; columns count UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  readonly cause: unknown;
}

export type ParseYamlResult =
  | { readonly ok: true; readonly parsed: ParsedYaml }
  | { readonly ok: false; readonly fault: YamlFault };

/** So many characters may be parsed again to make room: a large file with many such lines is refused. */
const ROOM_BUDGET = 64 * 1024 * 1024;
/** More than the deepest place that something in brackets can stand at. */
const ROOM = 256;

/**
 * Parses a text into events. The strict grammar wants lists in brackets to be indented further
 * than what they belong to, so that a bracket which closes at the start of the key's line is an
 * error. Everybody writes it, and the reference reads it: such lines get the spaces they lack.
 */
export function parseYaml(original: string, maxDepth: number): ParseYamlResult {
  const padding = new Map<number, number>();
  let text = original;
  let budget = ROOM_BUDGET;
  for (;;) {
    try {
      return { ok: true, parsed: { text, events: parseEvents(text, { maxDepth }), padding } };
    } catch (error) {
      budget -= text.length;
      const start = budget < 0 ? undefined : lineThatLacksRoom(error, padding);
      if (start === undefined) return { ok: false, fault: faultOf(error, padding) };
      padding.set(start.line, ROOM);
      text = text.slice(0, start.offset) + ' '.repeat(ROOM) + text.slice(start.offset);
    }
  }
}

function lineThatLacksRoom(
  error: unknown,
  padding: ReadonlyMap<number, number>,
): { line: number; offset: number } | undefined {
  if (!(error instanceof YAMLException) || error.reason !== 'deficient indentation') {
    return undefined;
  }
  const { mark } = error;
  if (mark === undefined || padding.has(mark.line + 1)) return undefined;
  return { line: mark.line + 1, offset: mark.position - mark.column };
}

/** The library tells its failures apart by text only; the position is reliable. */
function faultOf(error: unknown, padding: ReadonlyMap<number, number>): YamlFault {
  if (!(error instanceof YAMLException)) {
    const message = 'the text is not YAML';
    return { code: 'yaml_syntax', message, hint: CORRECT, line: 1, column: 1, cause: error };
  }
  const { mark, reason } = error;
  const line = (mark?.line ?? 0) + 1;
  const column = Math.max(1, (mark?.column ?? 0) + 1 - (padding.get(line) ?? 0));
  const deep = /maxDepth/u.test(reason);
  return {
    code: deep ? 'yaml_depth' : 'yaml_syntax',
    message: reason,
    hint: deep ? 'flatten the document' : CORRECT,
    line,
    column,
    cause: error,
  };
}

const CORRECT = 'correct the YAML; strings with special characters need quotes';
