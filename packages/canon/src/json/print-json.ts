import { sortUtf8 } from '../text/go-strings.ts';
import { isJsonObject, setOwn, type Json } from './json-value.ts';

/**
 * JSON texts as the reference implementation writes them outside containers:
 * `<`, `>`, `&`, U+2028 and U+2029 escaped, so that a page which embeds the text
 * cannot be broken out of.
 */

const ESCAPED = /[<>&\u2028\u2029]/g;

function escapeHtml(text: string): string {
  return text.replace(ESCAPED, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** Two-space indented, keys in the order given, with a final newline: standalone artifact files. */
export function prettyJson(value: Json): string {
  return escapeHtml(stringify(value, 2)) + '\n';
}

/** One line without final newline, keys in the order given. */
export function compactJson(value: Json): string {
  return escapeHtml(stringify(value, 0));
}

/** One line without final newline, keys by UTF-8 bytes: what commands print for `--json`. */
export function sortedJson(value: Json): string {
  return compactJson(sortDeep(value));
}

function sortDeep(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortDeep);
  if (!isJsonObject(value)) return value;
  const out: Record<string, Json> = {};
  for (const key of sortUtf8(Object.keys(value))) {
    const item = value[key];
    if (item !== undefined) setOwn(out, key, sortDeep(item));
  }
  return out;
}

/** `JSON.stringify` escapes lone surrogates; the formats say U+FFFD. */
function stringify(value: Json, indent: number): string {
  const text = JSON.stringify(value, null, indent);
  return text.includes('\\ud') ? JSON.stringify(wellFormed(value), null, indent) : text;
}

function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (!isJsonObject(value)) return value;
  const out: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) setOwn(out, key.toWellFormed(), wellFormed(item));
  }
  return out;
}
