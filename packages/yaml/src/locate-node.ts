import { EVENT_ID, getScalarValue, type Event } from 'js-yaml';
import { endOf } from './node-end.ts';
import type { ParsedYaml } from './parse-yaml.ts';

/**
 * The event at which the last part of `path` that is written stands: a key, an item of a
 * list, or what holds them when the field itself is absent or comes through an alias.
 *
 * @param from the event of the node that the path starts at; default the document's root
 * @param fold the one spelling of keys that may be written in several
 */
export function locateNode(
  source: ParsedYaml,
  path: readonly (string | number)[],
  from = 1,
  fold: (key: string) => string = asWritten,
): number {
  const { events } = source;
  let found = from;
  let node = from;
  for (const part of path) {
    const child = childOf(source, node, part, fold);
    if (child === undefined) return found;
    found = child;
    node = events[child]?.type === EVENT_ID.SCALAR && typeof part === 'string' ? child + 1 : child;
  }
  return found;
}

/** The events at which the items of a list stand; none when the node is no list. */
export function itemsOf(source: ParsedYaml, node: number): readonly number[] {
  const { events } = source;
  const items: number[] = [];
  if (events[node]?.type !== EVENT_ID.SEQUENCE) return items;
  for (let at = node + 1; events[at] !== undefined && events[at]?.type !== EVENT_ID.POP;) {
    items.push(at);
    at = endOf(events, at);
  }
  return items;
}

function asWritten(key: string): string {
  return key;
}

function childOf(
  source: ParsedYaml,
  node: number,
  part: string | number,
  fold: (key: string) => string,
): number | undefined {
  const { events } = source;
  const wanted = typeof part === 'string' ? EVENT_ID.MAPPING : EVENT_ID.SEQUENCE;
  if (events[node]?.type !== wanted) return undefined;
  let index = 0;
  for (let at = node + 1; events[at] !== undefined && events[at]?.type !== EVENT_ID.POP;) {
    const event = events[at] as Event;
    if (typeof part === 'number') {
      if (index === part) return at;
    } else if (
      event.type === EVENT_ID.SCALAR &&
      fold(getScalarValue(source.text, event)) === part
    ) {
      return at;
    }
    index++;
    at = endOf(events, at);
    if (typeof part === 'string') at = endOf(events, at);
  }
  return undefined;
}
