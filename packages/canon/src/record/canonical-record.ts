import { canonicalize } from '../json/canonicalize.ts';
import { sha256Hex } from '../json/digest.ts';
import type { Json } from '../json/json-value.ts';
import { isEmpty } from './encode-record.ts';
import type { RecordType, Shape } from './field-kinds.ts';

/** A field as it is written: its quoted name with the colon, and how its value is. */
interface PlannedField {
  readonly name: string;
  readonly label: string;
  readonly shape: Shape;
  readonly omitEmpty: boolean;
}

const PLANS = new WeakMap<RecordType<unknown>, readonly PlannedField[]>();

/**
 * The canonical bytes of a record, as text: the same as `canonicalize(encodeRecord(…))`, without
 * the object between. The order of the fields is worked out once for each record type, which is
 * most of the work for records that are signed by the thousand.
 */
export function canonicalRecord<T>(type: RecordType<T>, value: T): string {
  const ordered = orderRecord(type, value);
  if (ordered !== undefined) {
    // Fields in order are canonical as the runtime prints them, unless something had to be escaped by
    // number: control characters, and halves of surrogate pairs, which RFC 8785 does not know.
    const text = JSON.stringify(ordered);
    if (!text.includes('\\u')) return text;
  }
  return writeRecord(type, value);
}

/** The record as an object whose members stand in canonical order; undefined when one of them has an order of its own. */
function orderRecord(type: RecordType<unknown>, value: unknown): object | undefined {
  const source = value as Record<string, unknown>;
  const out: Record<string, unknown> = {};
  for (const { name, shape, omitEmpty } of planOf(type)) {
    const item = source[name];
    if (omitEmpty && isEmpty(shape, item)) continue;
    const ordered = order(shape, item);
    if (ordered === undefined) return undefined;
    out[name] = ordered;
  }
  return out;
}

/** Undefined: not this way. */
function order(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'struct':
      return orderRecord(shape.record, value);
    case 'ptr':
      return value === null ? null : orderRecord(shape.record, value);
    case 'list':
      return value === null ? null : orderList(shape.item, value as readonly unknown[]);
    default:
      return isPlain(value) ? value : undefined;
  }
}

function orderList(item: Shape, list: readonly unknown[]): readonly unknown[] | undefined {
  const out: unknown[] = [];
  for (const each of list) {
    const ordered = order(item, each);
    if (ordered === undefined) return undefined;
    out.push(ordered);
  }
  return out;
}

function isPlain(value: unknown): boolean {
  const kind = typeof value;
  return (
    kind === 'string' || kind === 'boolean' || value === null || Number.isFinite(value as number)
  );
}

function writeRecord<T>(type: RecordType<T>, value: T): string {
  const source = value as Record<string, unknown>;
  let out = '{';
  for (const { name, label, shape, omitEmpty } of planOf(type)) {
    const item = source[name];
    if (omitEmpty && isEmpty(shape, item)) continue;
    if (out.length > 1) out += ',';
    out += label + write(shape, item);
  }
  return out + '}';
}

/** SHA-256, hex, of a record's canonical bytes. */
export function digestRecord<T>(type: RecordType<T>, value: T): string {
  return sha256Hex(canonicalRecord(type, value));
}

function planOf(type: RecordType<unknown>): readonly PlannedField[] {
  let plan = PLANS.get(type);
  if (plan === undefined) {
    plan = type.fields
      .map(([name, { shape, omitEmpty }]) => ({
        name,
        label: `${JSON.stringify(name)}:`,
        shape,
        omitEmpty,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    PLANS.set(type, plan);
  }
  return plan;
}

function write(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'struct':
      return writeRecord(shape.record, value);
    case 'ptr':
      return value === null ? 'null' : writeRecord(shape.record, value);
    case 'list':
      return value === null ? 'null' : writeList(shape.item, value as readonly unknown[]);
    default:
      return canonicalize(value as Json);
  }
}

function writeList(item: Shape, list: readonly unknown[]): string {
  let out = '[';
  for (let i = 0; i < list.length; i++) {
    if (i > 0) out += ',';
    out += write(item, list[i]);
  }
  return out + ']';
}
