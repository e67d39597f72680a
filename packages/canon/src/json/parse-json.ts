import { CodedError, type Where } from '../errors/coded-error.ts';
import { decodeUtf8, decodeUtf8Loose } from './decode-text.ts';
import { findJsonFault, lineAndColumn } from './find-json-fault.ts';
import type { Json } from './json-value.ts';

/** Limits and strictness of one reading. */
export interface ParseJsonOptions {
  /** Deepest nesting of arrays and objects; default 1,000. */
  readonly maxDepth?: number;
  /** Longest input, in bytes (for text: UTF-16 code units); default 64 MiB. */
  readonly maxBytes?: number;
  /** Put into every error: file and entry that is being read. */
  readonly where?: Where;
}

const MAX_DEPTH = 1000;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads one JSON value (RFC 8259) and refuses what two readers could understand
 * differently.
 *
 * Errors: `json_size`, `json_encoding` (invalid UTF-8), `json_depth`, `json_syntax`,
 * `json_trailing_data`, `json_duplicate_key`, `json_prototype_key` (a key
 * `__proto__`), `json_number` (outside the range of a double); each with line and
 * column where there is one.
 */
export function parseJson(input: Uint8Array | string, options: ParseJsonOptions = {}): Json {
  const text = typeof input === 'string' ? input : decode(input, options, decodeUtf8);
  const members = scan(text, options);
  const value = parseNative(text, options);
  if (countKeys(value) !== members) throw fault(text, options);
  return value;
}

/**
 * Reads JSON as the reference implementation does: of duplicate keys the last one
 * counts, invalid UTF-8 becomes U+FFFD, a key `__proto__` is an ordinary key.
 * Depth, size, syntax, trailing data and number range are refused as in `parseJson`.
 */
export function parseJsonLoose(input: Uint8Array | string, options: ParseJsonOptions = {}): Json {
  const text = typeof input === 'string' ? input : decode(input, options, decodeUtf8Loose);
  scan(text, options);
  const value = parseNative(text, options);
  if (!isFiniteDeep(value)) throw numberFault(text, options);
  return value;
}

function decode(
  bytes: Uint8Array,
  options: ParseJsonOptions,
  decoder: (bytes: Uint8Array, where?: Where) => string,
): string {
  checkSize(bytes.length, options);
  return decoder(bytes, options.where);
}

function checkSize(size: number, options: ParseJsonOptions): void {
  const limit = options.maxBytes ?? MAX_BYTES;
  if (size <= limit) return;
  throw new CodedError('json_size', `JSON of ${size} bytes is over the limit of ${limit}`, {
    ...place(options),
    hint: 'split the document, or raise the limit if you trust its source',
  });
}

/**
 * One pass over the raw text before the parser sees it. Counts members, so that a
 * lost duplicate shows afterwards, and measures depth, so that no recursion below
 * can be driven out of its stack.
 */
function scan(text: string, options: ParseJsonOptions): number {
  checkSize(text.length, options);
  const limit = options.maxDepth ?? MAX_DEPTH;
  let depth = 0;
  let keys = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: {
        const end = endOfString(text, i + 1);
        if (end < 0) return keys;
        i = end;
        break;
      }
      case 0x3a:
        keys++;
        break;
      case 0x5b:
      case 0x7b:
        if (++depth > limit) {
          throw new CodedError('json_depth', `JSON is nested deeper than ${limit} levels`, {
            where: { ...options.where, ...lineAndColumn(text, i) },
            hint: 'flatten the document',
          });
        }
        break;
      case 0x5d:
      case 0x7d:
        depth--;
        break;
      default:
    }
  }
  return keys;
}

/** Index of the quote that ends the string whose first character is at `from`, or -1. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

function parseNative(text: string, options: ParseJsonOptions): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw fault(text, options);
  }
}

/** Members of all objects; `NaN`, which equals no count, for a prototype key or an infinite number. */
function countKeys(value: Json): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : Number.NaN;
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) count += countKeys(item);
    return count;
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') return Number.NaN;
    count += 1 + countKeys((value as Record<string, Json>)[key] as Json);
  }
  return count;
}

function isFiniteDeep(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isFiniteDeep);
}

function numberFault(text: string, options: ParseJsonOptions): CodedError {
  const found = findJsonFault(text, { duplicates: false });
  return found === undefined ? unknownFault(options) : toError(found, options);
}

function fault(text: string, options: ParseJsonOptions): CodedError {
  const found = findJsonFault(text, { duplicates: true });
  return found === undefined ? unknownFault(options) : toError(found, options);
}

function unknownFault(options: ParseJsonOptions): CodedError {
  return new CodedError('json_syntax', 'the text is not JSON', place(options));
}

function toError(
  found: NonNullable<ReturnType<typeof findJsonFault>>,
  options: ParseJsonOptions,
): CodedError {
  const { line, column } = found;
  return new CodedError(found.code, `${found.message} (line ${line}, column ${column})`, {
    where: { ...options.where, line, column },
    hint: found.hint,
  });
}

function place(options: ParseJsonOptions): { where: Where } | Record<string, never> {
  return options.where === undefined ? {} : { where: options.where };
}
