import { CodedError, type ErrorCode, type Where } from '@gait/canon';
import {
  EVENT_ALIAS,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  getScalarValue,
  type Event,
} from 'js-yaml';
import { placeOf } from './place-of.ts';

interface Open {
  readonly mapping: boolean;
  /** In a mapping: the next node is a key. */
  keyNext: boolean;
}

/**
 * Refuses, before any value is made: aliases and anchors (a small file that expands,
 * or two names for one value), explicit tags, keys that are not plain text, and the
 * keys `__proto__` and `<<`, which other readers give a meaning of their own.
 */
export function refuseUnsafeEvents(text: string, events: readonly Event[], where: Where): void {
  const open: Open[] = [];
  for (const event of events) {
    if (event.type === EVENT_POP) {
      open.pop();
      continue;
    }
    if (event.type === EVENT_ALIAS)
      throw refuse('yaml_alias', 'aliases are not read', event.anchorStart - 1);
    const container = event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE;
    if (!container && event.type !== EVENT_SCALAR) {
      open.push({ mapping: false, keyNext: false });
      continue;
    }
    if (event.anchorStart >= 0)
      throw refuse('yaml_alias', 'anchors are not read', event.anchorStart - 1);
    if (event.tagStart >= 0) throw refuse('yaml_tag', 'explicit tags are not read', event.tagStart);
    const parent = open.at(-1);
    if (parent?.mapping === true) {
      if (parent.keyNext) checkKey(event);
      parent.keyNext = !parent.keyNext;
    }
    if (container) open.push({ mapping: event.type === EVENT_MAPPING, keyNext: true });
  }

  function checkKey(event: Event): void {
    if (event.type !== EVENT_SCALAR) {
      const start = event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE ? event.start : 0;
      throw refuse('yaml_key', 'a key must be text', start);
    }
    const key = getScalarValue(text, event);
    if (key === '__proto__' || key === '<<') {
      throw refuse('yaml_key', `the key ${key} is not read`, event.valueStart);
    }
  }

  function refuse(code: ErrorCode, message: string, position: number): CodedError {
    const at = placeOf(text, Math.max(0, position));
    return new CodedError(code, `${message} (line ${at.line}, column ${at.column})`, {
      hint: HINTS[code] ?? 'write the value out',
      where: { ...where, ...at },
    });
  }
}

const HINTS: Partial<Record<ErrorCode, string>> = {
  yaml_alias: 'write the value out where it is used',
  yaml_tag: 'write the value without a tag; put text in quotes',
  yaml_key: 'use a plain word as key',
};
