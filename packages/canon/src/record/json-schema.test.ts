import { describe, expect, test } from 'bun:test';
import { any, bool, int, list, map, num, ptr, record, str, struct, time } from './field-kinds.ts';
import { jsonSchemaOf } from './json-schema.ts';

const inner = record('inner', { flag: bool() });
const outer = record('outer', {
  name: str(),
  mode: str(),
  count: int(),
  ratio: num(),
  at: time(),
  free: any(),
  keys: map(),
  tags: list(str()),
  one: struct(inner),
  perhaps: ptr(inner).opt(),
});

describe('the JSON Schema of a record', () => {
  const schema = jsonSchemaOf(outer, {
    'outer.name': { description: 'who', required: true },
    'outer.mode': { description: 'how', values: ['a', 'b'], default: 'a' },
    'inner.flag': { description: 'inside' },
  });
  const properties = schema['properties'] as Record<string, unknown>;

  test('lists every field, refuses others, and demands what is required', () => {
    expect(Object.keys(properties)).toEqual(outer.fields.map(([name]) => name));
    expect(schema).toMatchObject({
      type: 'object',
      required: ['name'],
      additionalProperties: false,
    });
  });

  test('accepts null for every field that is not required, as decoding does', () => {
    expect(properties['name']).toEqual({ description: 'who', type: 'string', minLength: 1 });
    expect(properties['count']).toEqual({ type: ['integer', 'null'] });
    expect(properties['ratio']).toEqual({ type: ['number', 'null'] });
    expect(properties['at']).toEqual({ type: ['string', 'null'], format: 'date-time' });
    expect(properties['keys']).toEqual({ type: ['object', 'null'] });
    expect(properties['free']).toEqual({});
    expect(properties['tags']).toEqual({
      type: ['array', 'null'],
      items: { type: ['string', 'null'] },
    });
  });

  test('names the only values of a field, and unset beside them', () => {
    expect(properties['mode']).toEqual({
      description: 'how',
      type: ['string', 'null'],
      enum: ['a', 'b', '', null],
      default: 'a',
    });
  });

  test('describes records inside records, with their own notes', () => {
    const described = {
      type: ['object', 'null'],
      properties: { flag: { description: 'inside', type: ['boolean', 'null'] } },
      additionalProperties: false,
    };
    expect(properties['one']).toEqual(described);
    expect(properties['perhaps']).toEqual(described);
  });
});
