import { canonicalize, setOwn, trimSpace, type Json, type JsonObject } from '@gait/canon';
import { isSecretName, isSecretText, mayBeSecret } from './credential-material.ts';
import { refuse } from './intent-fault.ts';
import type { Strictness } from './strictness.ts';

/** Arguments after normalisation, and their canonical text, which is what digests cover. */
export interface CanonicalArguments {
  /** Keys in the order of RFC 8785; shares with the given object what needed no change. */
  readonly value: JsonObject;
  /** RFC 8785. */
  readonly text: string;
  /** False when an object cannot hold the keys in that order: the runtime would print another. */
  readonly ordered: boolean;
}

/** No arguments. */
export const NO_ARGUMENTS: CanonicalArguments = { value: {}, text: '{}', ordered: true };

/** One walk over the arguments of one call. */
interface Walk {
  /** Place of the object in the intent, for messages. */
  readonly field: string;
  /** Refuse members that hold raw credentials. */
  readonly refuseSecrets: boolean;
  readonly strictness: Strictness;
  ordered: boolean;
}

/** As deep as the strict JSON reader goes; protects the stack from values that no reader made. */
const MAX_DEPTH = 1000;
/** Strings up to this length are looked at character by character. */
const SHORT = 48;

/**
 * Trims every string and key of an argument object and puts the keys in canonical order
 * (gait-formats §4.2.2, §4.2.3, §4.3); `null` is the empty object. The given object is not
 * changed.
 *
 * Errors: `intent_args_key` (a key that trims to nothing), `intent_args_key_collision` (two keys
 * that trim to one: which of them a tool reads is anybody's guess), `intent_args_value` (not
 * JSON), `intent_args_depth`, `intent_raw_credential`.
 */
export function normalizeArguments(
  given: JsonObject | null,
  field: string,
  refuseSecrets: boolean,
  strictness: Strictness,
): CanonicalArguments {
  if (given === null) return NO_ARGUMENTS;
  const walk: Walk = { field, refuseSecrets, strictness, ordered: true };
  const value = normalizeMap(given, walk, 1);
  const text = walk.ordered ? JSON.stringify(value) : canonicalize(value);
  return { value, text, ordered: walk.ordered };
}

function normalizeValue(value: Json, walk: Walk, depth: number): Json {
  switch (typeof value) {
    case 'string':
      return isPlain(value) ? value : normalText(value);
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return value;
      return Array.isArray(value)
        ? normalizeList(value as readonly Json[], walk, depth + 1)
        : normalizeMap(value as JsonObject, walk, depth + 1);
    default:
  }
  return refuse('intent_args_value', walk.field, 'holds a value that is not JSON');
}

/** Printable ASCII without white space at its ends: nothing to normalise. */
function isPlain(text: string): boolean {
  const length = text.length;
  if (length > SHORT) return false;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e) return false;
  }
  return length === 0 || (text.charCodeAt(0) !== 0x20 && text.charCodeAt(length - 1) !== 0x20);
}

function normalText(text: string): string {
  return trimSpace(text.isWellFormed() ? text : text.toWellFormed());
}

function normalizeList(list: readonly Json[], walk: Walk, depth: number): readonly Json[] {
  checkDepth(depth, walk);
  let copy: Json[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as Json;
    const normal = normalizeValue(item, walk, depth);
    if (copy !== undefined) copy.push(normal);
    else if (normal !== item) copy = [...list.slice(0, i), normal];
  }
  return copy ?? list;
}

function normalizeMap(map: JsonObject, walk: Walk, depth: number): JsonObject {
  checkDepth(depth, walk);
  checkPlainObject(map, walk);
  const keys = Object.keys(map);
  let inOrder = true;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    if (!isPlainKey(key)) return normalizeOddMap(map, walk, depth);
    if (i > 0 && (keys[i - 1] as string) > key) inOrder = false;
  }
  if (!inOrder) sortKeys(keys);
  let out: Record<string, Json> | undefined = inOrder ? undefined : {};
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const value = map[key] as Json;
    if (walk.refuseSecrets) checkMember(key, value, walk);
    const normal = normalizeValue(value, walk, depth);
    if (out === undefined && normal !== value) out = firstMembers(map, keys, i);
    if (out !== undefined) out[key] = normal;
  }
  return out ?? map;
}

function firstMembers(
  map: JsonObject,
  keys: readonly string[],
  count: number,
): Record<string, Json> {
  const out: Record<string, Json> = {};
  for (let i = 0; i < count; i++) out[keys[i] as string] = map[keys[i] as string] as Json;
  return out;
}

/** A key that needs no change and that an object keeps where it was put. */
function isPlainKey(key: string): boolean {
  return key !== '' && isPlain(key) && keepsPlace(key);
}

/** False for an index, which an object puts first, and for the name of the prototype. */
function keepsPlace(key: string): boolean {
  const first = key.charCodeAt(0);
  return (first < 0x30 || first > 0x39) && key !== '__proto__';
}

/** A map with a key that is not plain: it is made anew under normalised keys. */
function normalizeOddMap(map: JsonObject, walk: Walk, depth: number): JsonObject {
  const out: Record<string, Json> = {};
  for (const given of Object.keys(map)) {
    const key = normalText(given);
    if (key === '') {
      refuse('intent_args_key', walk.field, 'holds a key that is empty or only white space');
    }
    if (!walk.strictness.mergeKeys && Object.hasOwn(out, key)) {
      refuse(
        'intent_args_key_collision',
        walk.field,
        `holds the key ${JSON.stringify(key)} twice, in different spellings`,
        'name every argument once',
      );
    }
    const value = map[given] as Json;
    if (walk.refuseSecrets) checkMember(key, value, walk);
    setOwn(out, key, normalizeValue(value, walk, depth));
  }
  const keys = Object.keys(out);
  if (!keys.every(keepsPlace)) {
    walk.ordered = false;
    return out;
  }
  sortKeys(keys);
  return firstMembers(out, keys, keys.length);
}

/** The same members in canonical order, as far as an object can hold them in it. */
export function sortMembers(map: JsonObject): JsonObject {
  const keys = Object.keys(map);
  sortKeys(keys);
  const out: Record<string, Json> = {};
  for (const key of keys) setOwn(out, key, map[key]);
  return out;
}

/** RFC 8785 orders keys by UTF-16 units, as the default comparison does. Most maps are small. */
function sortKeys(keys: string[]): void {
  if (keys.length > 16) {
    keys.sort();
    return;
  }
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as string;
    let at = i - 1;
    while (at >= 0 && (keys[at] as string) > key) {
      keys[at + 1] = keys[at] as string;
      at--;
    }
    keys[at + 1] = key;
  }
}

function checkMember(key: string, value: Json, walk: Walk): void {
  if (typeof value === 'string') {
    if (isSecret(key, value)) refuseSecret(key, walk);
  } else if (walk.strictness.refuseMoreSecrets && Array.isArray(value)) {
    for (const item of value as readonly Json[]) {
      if (typeof item === 'string' && isSecret(key, item)) refuseSecret(key, walk);
    }
  }
}

function isSecret(key: string, value: string): boolean {
  return mayBeSecret(value) && isSecretName(key) && isSecretText(normalText(value));
}

function refuseSecret(key: string, walk: Walk): never {
  return refuse(
    'intent_raw_credential',
    walk.field,
    `the member ${JSON.stringify(key)} holds what looks like a credential`,
    'pass a reference (ref:, env:) or a digest instead of the secret, and change the secret',
  );
}

function checkDepth(depth: number, walk: Walk): void {
  if (depth > MAX_DEPTH) {
    refuse('intent_args_depth', walk.field, `is nested deeper than ${MAX_DEPTH} levels`);
  }
}

/** A date, a map or an object with a class has members that its keys do not show. */
function checkPlainObject(value: object, walk: Walk): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return;
  if (Object.getPrototypeOf(prototype) === null) return;
  refuse('intent_args_value', walk.field, 'holds an object that is not plain JSON');
}
