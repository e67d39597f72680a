import type { Json, JsonObject } from '../json/json-value.ts';
import type { RecordType, Shape } from './field-kinds.ts';

/**
 * A record as the JSON object whose bytes are digested, signed and stored: fields in
 * declared order, `opt()` fields left out when empty, unset lists as `null`.
 */
export function encodeRecord<T>(type: RecordType<T>, value: T): JsonObject {
  const out: Record<string, Json> = {};
  const source = value as Record<string, unknown>;
  for (const [name, field] of type.fields) {
    const item = source[name];
    if (field.omitEmpty && isEmpty(field.shape, item)) continue;
    out[name] = encodeValue(field.shape, item);
  }
  return out;
}

/** Go's notion of empty: a struct and a time never are. */
export function isEmpty(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case 'time':
    case 'struct':
      return false;
    case 'list':
      return value === null || (value as readonly unknown[]).length === 0;
    case 'map':
      return value === null || Object.keys(value as object).length === 0;
    default:
      return value === '' || value === 0 || value === false || value === null;
  }
}

function encodeValue(shape: Shape, value: unknown): Json {
  switch (shape.kind) {
    case 'list':
      if (value === null) return null;
      return (value as readonly unknown[]).map((item) => encodeValue(shape.item, item));
    case 'struct':
      return encodeRecord(shape.record, value);
    case 'ptr':
      return value === null ? null : encodeRecord(shape.record, value);
    default:
      return value as Json;
  }
}
