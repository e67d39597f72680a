import type { Json, JsonObject } from '../json/json-value.ts';
import { ZERO_TIME } from '../text/go-time.ts';

/**
 * Kinds of fields in the artifact schemas. The schemas were born as Go structs, and
 * digests depend on how Go writes them: unset text is `""`, an unset list is `null`,
 * a field marked `opt()` is left out when it is empty, a time never is.
 */

type SimpleKind = 'str' | 'int' | 'num' | 'bool' | 'time' | 'map' | 'any';

/** What a field may hold. */
export type Shape =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'struct' | 'ptr'; readonly record: RecordType<unknown> };

/** One field: its shape, whether it is left out when empty, and (in types only) its value. */
export interface Field<T> {
  readonly shape: Shape;
  readonly omitEmpty: boolean;
  /** The same field, left out of the output when its value is empty. */
  opt(): Field<T>;
  /** Never set; carries the type. */
  readonly value?: T;
}

/** A record: a name for messages and its fields in the order they are written. */
export interface RecordType<T> {
  readonly name: string;
  readonly fields: readonly (readonly [string, Field<unknown>])[];
  /** Field name by its lower-case form, for readers that ignore case. */
  readonly folded: ReadonlyMap<string, string>;
  readonly byName: ReadonlyMap<string, Field<unknown>>;
  /** Never set; carries the type. */
  readonly value?: T;
}

/** The decoded value of a record type: every field present. */
export type Infer<R> = R extends RecordType<infer T> ? T : never;

type Fields = Readonly<Record<string, Field<unknown>>>;
type Decoded<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** Declares a record from its fields, in the order they are written. */
export function record<F extends Fields>(name: string, fields: F): RecordType<Decoded<F>> {
  const list = Object.entries(fields);
  // Made when first asked for: a process declares many records and reads few kinds of them.
  let folded: ReadonlyMap<string, string> | undefined;
  let byName: ReadonlyMap<string, Field<unknown>> | undefined;
  return {
    name,
    fields: list,
    get folded() {
      return (folded ??= new Map(list.map(([key]) => [key.toLowerCase(), key])));
    },
    get byName() {
      return (byName ??= new Map(list));
    },
  };
}

function field<T>(shape: Shape, omitEmpty = false): Field<T> {
  return { shape, omitEmpty, opt: () => field<T>(shape, true) };
}

/** The one field of a simple kind, which all records share. */
function simple<T>(kind: SimpleKind): Field<T> {
  const shape = { kind };
  const optional: Field<T> = { shape, omitEmpty: true, opt: () => optional };
  return { shape, omitEmpty: false, opt: () => optional };
}

const STR = simple<string>('str');
const INT = simple<number>('int');
const NUM = simple<number>('num');
const BOOL = simple<boolean>('bool');
const TIME = simple<string>('time');
const MAP = simple<JsonObject | null>('map');
const ANY = simple<Json>('any');

/** Text; unset is `""`. */
export const str = (): Field<string> => STR;
/** A whole number; unset is 0. */
export const int = (): Field<number> => INT;
/** A number; unset is 0. */
export const num = (): Field<number> => NUM;
/** True or false; unset is false. */
export const bool = (): Field<boolean> => BOOL;
/** RFC 3339 text; unset is the zero time, which is written even where empty fields are left out. */
export const time = (): Field<string> => TIME;
/** Any JSON object; unset is null. */
export const map = (): Field<JsonObject | null> => MAP;
/** Any JSON value; unset is null. */
export const any = (): Field<Json> => ANY;
/** A list; unset is null. */
export const list = <T>(item: Field<T>): Field<readonly T[] | null> =>
  field({ kind: 'list', item: item.shape });
/** A record inside; unset is the record with nothing set. */
export const struct = <T>(type: RecordType<T>): Field<T> => field({ kind: 'struct', record: type });
/** A record inside that may be absent; unset is null. */
export const ptr = <T>(type: RecordType<T>): Field<T | null> =>
  field({ kind: 'ptr', record: type });

/** The value of an unset field. */
export function emptyOf(shape: Shape): unknown {
  switch (shape.kind) {
    case 'str':
      return '';
    case 'int':
    case 'num':
      return 0;
    case 'bool':
      return false;
    case 'time':
      return ZERO_TIME;
    case 'struct':
      return emptyRecord(shape.record);
    default:
      return null;
  }
}

/** A record with nothing set. */
export function emptyRecord<T>(type: RecordType<T>): T {
  const out: Record<string, unknown> = {};
  for (const [name, { shape }] of type.fields) out[name] = emptyOf(shape);
  return out as T;
}
