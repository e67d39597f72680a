import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { canonicalize } from '../json/canonicalize.ts';
import type { Json, JsonObject } from '../json/json-value.ts';
import { canonicalRecord } from './canonical-record.ts';
import { decodeRecord } from './decode-record.ts';
import { encodeRecord } from './encode-record.ts';
import { any, bool, int, list, map, num, ptr, record, str, struct, time } from './field-kinds.ts';

const inner = record('inner', { z: str().opt(), a: list(str()), 'ä"x': num().opt() });
const outer = record('outer', {
  text: str(),
  empty: str().opt(),
  count: int().opt(),
  ratio: num(),
  yes: bool().opt(),
  at: time(),
  names: list(str()).opt(),
  parts: list(struct(inner)),
  one: struct(inner),
  maybe: ptr(inner).opt(),
  object: map().opt(),
  free: any().opt(),
  Upper: str(),
});

test('the canonical text of a record is that of its encoded object', () => {
  const innerJson = fc.record(
    { z: fc.string({ unit: 'binary' }), a: fc.array(fc.string()), 'ä"x': fc.integer() },
    { requiredKeys: [] },
  );
  const outerJson = fc.record(
    {
      text: fc.string({ unit: 'binary' }),
      empty: fc.constantFrom('', 'x'),
      count: fc.integer({ min: -9, max: 9 }),
      ratio: fc.double({ noNaN: true, noDefaultInfinity: true }),
      yes: fc.boolean(),
      names: fc.array(fc.string()),
      parts: fc.array(innerJson, { maxLength: 3 }),
      one: innerJson,
      maybe: fc.option(innerJson),
      object: fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>),
      free: fc.jsonValue() as fc.Arbitrary<Json>,
      Upper: fc.string(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(outerJson, (json) => {
      const value = decodeRecord(outer, json as JsonObject);
      expect(canonicalRecord(outer, value)).toBe(canonicalize(encodeRecord(outer, value)));
    }),
  );
});

test('what is no JSON value is a defect of the caller, however the text is made', () => {
  const value = decodeRecord(outer, { ratio: 1, names: ['a'] });
  for (const wrong of [{ ratio: Number.NaN }, { text: undefined }, { names: [undefined] }]) {
    const broken = { ...value, ...wrong } as unknown as typeof value;
    expect(() => canonicalRecord(outer, broken)).toThrow(TypeError);
  }
});
