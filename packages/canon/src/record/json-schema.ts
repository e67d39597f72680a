import type { JsonObject } from '../json/json-value.ts';
import type { RecordType, Shape } from './field-kinds.ts';

/** What a schema says about a field beyond its type. */
export interface FieldNote {
  readonly description: string;
  /** The value that an absent field has; told, not enforced. */
  readonly default?: string;
  /** The only values it may have. */
  readonly values?: readonly string[];
  readonly required?: true;
}

/** Notes by record name and field: `intent.tool_name`. */
export type FieldNotes = Readonly<Record<string, FieldNote>>;

/**
 * The JSON Schema (draft 2020-12) of what `decodeRecord` reads into this record, names as
 * declared. `null` stands for an unset field and is accepted everywhere; fields that the
 * record does not have are not.
 */
export function jsonSchemaOf(type: RecordType<unknown>, notes: FieldNotes = {}): JsonObject {
  const required = type.fields
    .map(([name]) => name)
    .filter((name) => notes[`${type.name}.${name}`]?.required === true);
  return {
    type: 'object',
    properties: Object.fromEntries(
      type.fields.map(([name, { shape }]) => {
        const note = notes[`${type.name}.${name}`];
        return [name, describeField(shape, note, notes)];
      }),
    ),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function describeField(shape: Shape, note: FieldNote | undefined, notes: FieldNotes): JsonObject {
  return {
    ...(note === undefined ? {} : { description: note.description }),
    ...describeShape(shape, notes, note?.required !== true),
    ...(note?.values === undefined ? {} : { enum: [...note.values, '', null] }),
    ...(note?.default === undefined ? {} : { default: note.default }),
  };
}

function describeShape(shape: Shape, notes: FieldNotes, nullable: boolean): JsonObject {
  switch (shape.kind) {
    case 'any':
      return {};
    case 'list':
      return { type: orNull('array', nullable), items: describeShape(shape.item, notes, true) };
    case 'struct':
    case 'ptr': {
      const schema = jsonSchemaOf(shape.record, notes);
      return { ...schema, type: orNull('object', nullable) };
    }
    case 'time':
      return { type: orNull('string', nullable), format: 'date-time' };
    case 'str':
      return { type: orNull('string', nullable), ...(nullable ? {} : { minLength: 1 }) };
    default:
      return { type: orNull(TYPES[shape.kind], nullable) };
  }
}

const TYPES = { int: 'integer', num: 'number', bool: 'boolean', map: 'object' } as const;

function orNull(type: string, nullable: boolean): string | string[] {
  return nullable ? [type, 'null'] : type;
}
