import {
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  getScalarValue,
  type Event,
} from 'js-yaml';
import { placeOf } from './place-of.ts';
import { yamlEvents } from './read-yaml.ts';

interface Open {
  readonly path: string;
  readonly mapping: boolean;
  /** Items seen, in a sequence. */
  index: number;
  /** The key whose value comes next, in a mapping. */
  key: string | undefined;
}

/**
 * Where a field stands in a YAML or JSON text (JSON is YAML): the key's line and
 * column, from 1. `path` is as `fixtures[0].name`; undefined when it is not found.
 */
export function locateField(
  text: string,
  path: string,
): { line: number; column: number } | undefined {
  let events: Event[];
  try {
    events = yamlEvents(text, {}, 1000);
  } catch {
    return undefined; // only a place for a message that is there already
  }
  const open: Open[] = [];
  for (const event of events) {
    if (event.type === EVENT_POP) {
      open.pop();
      continue;
    }
    const parent = open.at(-1);
    if (parent?.mapping === true && parent.key === undefined) {
      if (event.type !== EVENT_SCALAR) return undefined;
      parent.key = getScalarValue(text, event);
      if (childPath(parent) === path) return placeOf(text, event.valueStart);
      continue;
    }
    const here = parent === undefined ? '' : childPath(parent);
    if (parent !== undefined && parent.path !== ROOT && !parent.mapping && here === path) {
      const start =
        event.type === EVENT_SCALAR ? event.valueStart : 'start' in event ? event.start : 0;
      return placeOf(text, start);
    }
    if (parent !== undefined) {
      parent.index += 1;
      parent.key = undefined;
    }
    if (event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE) {
      open.push({ path: here, mapping: event.type === EVENT_MAPPING, index: 0, key: undefined });
    } else if (event.type !== EVENT_SCALAR) {
      open.push({ path: ROOT, mapping: false, index: 0, key: undefined });
    }
  }
  return undefined;
}

/** Stands for the document itself, whose child has the empty path. */
const ROOT = '\u0000';

function childPath(parent: Open): string {
  if (parent.path === ROOT) return '';
  if (!parent.mapping) return `${parent.path}[${parent.index}]`;
  return parent.path === '' ? (parent.key ?? '') : `${parent.path}.${parent.key ?? ''}`;
}
