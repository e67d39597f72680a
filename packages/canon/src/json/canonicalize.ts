import { setOwn, type Json } from './json-value.ts';

/**
 * Writes a JSON value in the canonical form of RFC 8785 (JCS): keys by UTF-16 code
 * units, ECMAScript numbers, shortest string escapes.
 *
 * Lone surrogates become U+FFFD, as the reference implementation decodes them.
 * Properties whose value is `undefined` are left out. Throws `TypeError` for what
 * is not JSON (NaN, functions): such a value cannot come out of a parser, so it is
 * a defect of the caller.
 */
export function canonicalize(value: Json): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('not a JSON number');
      return value === 0 ? '0' : String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value) : writeObject(value as Record<string, Json>);
    default:
      throw new TypeError(`not a JSON value: ${typeof value}`);
  }
}

function writeArray(list: readonly Json[]): string {
  let out = '[';
  for (let i = 0; i < list.length; i++) {
    if (i > 0) out += ',';
    out += canonicalize(list[i] as Json);
  }
  return out + ']';
}

function writeObject(object: Record<string, Json>): string {
  const keys = Object.keys(object);
  if (keys.length > 1) sortKeys(keys);
  let out = '{';
  for (const key of keys) {
    if (!key.isWellFormed()) return writeObject(withWellFormedKeys(object));
    const item = object[key];
    if (item === undefined) continue;
    if (out.length > 1) out += ',';
    out += JSON.stringify(key) + ':' + canonicalize(item);
  }
  return out + '}';
}

/** Keys are ordered as they are written; of two keys that become one the later one counts. */
function withWellFormedKeys(object: Record<string, Json>): Record<string, Json> {
  const out: Record<string, Json> = {};
  for (const [key, item] of Object.entries(object)) setOwn(out, key.toWellFormed(), item);
  return out;
}

/** Default comparison of `sort` is UTF-16 order, the order RFC 8785 asks for. */
function sortKeys(keys: string[]): void {
  for (let i = 1; i < keys.length; i++) {
    if ((keys[i - 1] as string) > (keys[i] as string)) {
      keys.sort();
      return;
    }
  }
}

function quote(text: string): string {
  return JSON.stringify(text.isWellFormed() ? text : text.toWellFormed());
}
