import { CodedError, type Where } from '../errors/coded-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { isJsonObject, type Json, type JsonObject } from '../json/json-value.ts';
import { parseTime } from '../text/go-time.ts';
import { emptyOf, type RecordType, type Shape } from './field-kinds.ts';

/** How a record is read. */
export interface DecodeOptions {
  /** Fields that the record does not declare; default `ignore`. */
  readonly unknown?: 'ignore' | 'refuse';
  /** Match field names without regard to case, as Go does; default false: then `RUN_ID` is an unknown field. */
  readonly fold?: boolean;
  /** Put into every error. */
  readonly where?: Where;
  /**
   * Told of every field whose name matched only without regard to case, and of every unknown
   * field, with the record that it stands in.
   */
  readonly notice?: (kind: 'folded' | 'unknown', path: string, type: RecordType<unknown>) => void;
}

/**
 * Reads a JSON object into a record in which every field is set.
 *
 * `null` leaves a field unset. Errors: `record_field_type` (a value of the wrong
 * type, or not an object at all), `record_field_value` (text that is not a time),
 * `record_unknown_field`.
 */
export function decodeRecord<T>(type: RecordType<T>, value: Json, options: DecodeOptions = {}): T {
  return decodeObject(type, value, options, '') as T;
}

function decodeObject(
  type: RecordType<unknown>,
  value: Json,
  options: DecodeOptions,
  path: string,
): Record<string, unknown> {
  if (!isJsonObject(value)) {
    throw fail('record_field_type', `${path || type.name} must be an object`, path, options);
  }
  const out: Record<string, unknown> = {};
  let known = 0;
  for (const [name, field] of type.fields) {
    const has = Object.hasOwn(value, name);
    if (has) known++;
    const given = has ? value[name] : undefined;
    out[name] =
      given === undefined || given === null
        ? emptyOf(field.shape)
        : decodeValue(field.shape, given, options, path === '' ? name : `${path}.${name}`);
  }
  const keys = Object.keys(value);
  if (keys.length === known) return out;
  for (const key of keys) {
    if (!type.byName.has(key)) decodeStray(type, value, key, out, options, path);
  }
  return out;
}

/** A key that no field has: another spelling of a field, or unknown. */
function decodeStray(
  type: RecordType<unknown>,
  value: JsonObject,
  key: string,
  out: Record<string, unknown>,
  options: DecodeOptions,
  path: string,
): void {
  const at = path === '' ? key : `${path}.${key}`;
  const name = options.fold === true ? type.folded.get(key.toLowerCase()) : undefined;
  const given = value[key];
  if (name === undefined) {
    options.notice?.('unknown', at, type);
    if (options.unknown === 'refuse') {
      throw fail('record_unknown_field', `${type.name} has no field ${at}`, at, options);
    }
    return;
  }
  options.notice?.('folded', at, type);
  if (given === undefined || given === null) return;
  const shape = type.byName.get(name)?.shape;
  if (shape === undefined) return;
  const decoded = decodeValue(shape, given, options, at);
  const keys = Object.keys(value);
  // Of two spellings of one field the later one counts; the earlier one must fit as well.
  if (Object.hasOwn(value, name) && keys.indexOf(name) > keys.indexOf(key)) return;
  out[name] = decoded;
}

function decodeValue(shape: Shape, value: Json, options: DecodeOptions, path: string): unknown {
  switch (shape.kind) {
    case 'str':
      if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
      break;
    case 'int':
      if (typeof value === 'number' && Number.isInteger(value)) return value;
      break;
    case 'num':
      if (typeof value === 'number') return value;
      break;
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'time':
      if (typeof value === 'string') return decodeTime(value, options, path);
      break;
    case 'map':
      if (isJsonObject(value)) return value;
      break;
    case 'any':
      return value;
    case 'list':
      if (Array.isArray(value)) return decodeList(shape.item, value, options, path);
      break;
    case 'struct':
    case 'ptr':
      return decodeObject(shape.record, value, options, path);
  }
  throw fail('record_field_type', `${path} must be ${NOUN[shape.kind]}`, path, options);
}

const NOUN: Readonly<Record<Shape['kind'], string>> = {
  str: 'text',
  int: 'a whole number',
  num: 'a number',
  bool: 'true or false',
  time: 'a time as text',
  map: 'an object',
  any: 'a value',
  list: 'a list',
  struct: 'an object',
  ptr: 'an object',
};

function decodeTime(text: string, options: DecodeOptions, path: string): string {
  const parsed = parseTime(text);
  if (parsed !== undefined) return parsed.text;
  throw fail(
    'record_field_value',
    `${path} is not an RFC 3339 time: ${JSON.stringify(text.slice(0, 64))}`,
    path,
    options,
    'write times like 2026-02-05T10:00:00Z',
  );
}

function decodeList(
  item: Shape,
  values: readonly Json[],
  options: DecodeOptions,
  path: string,
): unknown[] {
  return values.map((value, i) =>
    value === null ? emptyOf(item) : decodeValue(item, value, options, `${path}[${i}]`),
  );
}

function fail(
  code: ErrorCode,
  message: string,
  field: string,
  options: DecodeOptions,
  hint = 'compare the file with the schema of its kind',
): CodedError {
  const where = field === '' ? { ...options.where } : { ...options.where, field };
  return new CodedError(code, message, { hint, where });
}
