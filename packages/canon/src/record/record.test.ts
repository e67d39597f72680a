import { describe, expect, test } from 'bun:test';
import { isCodedError } from '../errors/coded-error.ts';
import type { Json } from '../json/json-value.ts';
import { decodeRecord, type DecodeOptions } from './decode-record.ts';
import { encodeRecord } from './encode-record.ts';
import {
  any,
  bool,
  emptyRecord,
  int,
  list,
  map,
  num,
  ptr,
  record,
  str,
  struct,
  time,
} from './field-kinds.ts';

const inner = record('inner', { kind: str(), id: str().opt() });
const outer = record('outer', {
  name: str(),
  note: str().opt(),
  count: int(),
  limit: int().opt(),
  ratio: num().opt(),
  on: bool(),
  off: bool().opt(),
  at: time(),
  until: time().opt(),
  tags: list(str()),
  labels: list(str()).opt(),
  args: map().opt(),
  raw: any().opt(),
  one: struct(inner),
  maybe: ptr(inner).opt(),
  many: list(struct(inner)).opt(),
});

function codeOf(value: Json, options: DecodeOptions = {}): string {
  try {
    decodeRecord(outer, value, options);
  } catch (error) {
    if (isCodedError(error)) return `${error.code} ${error.where.field ?? ''}`.trim();
    throw error;
  }
  return 'accepted';
}

describe('records', () => {
  test('an empty record is written with its unset values, and without the optional ones', () => {
    expect(encodeRecord(outer, emptyRecord(outer))).toEqual({
      name: '',
      count: 0,
      on: false,
      at: '0001-01-01T00:00:00Z',
      until: '0001-01-01T00:00:00Z',
      tags: null,
      one: { kind: '' },
    });
  });

  test('a list that was given empty stays an empty list; an optional one is left out', () => {
    const value = decodeRecord(outer, { tags: [], labels: [], args: {} });
    expect(encodeRecord(outer, value)).toMatchObject({ tags: [] });
    expect(encodeRecord(outer, value)).not.toHaveProperty('labels');
    expect(encodeRecord(outer, value)).not.toHaveProperty('args');
  });

  test('times are normalised while they are read', () => {
    expect(decodeRecord(outer, { at: '2026-01-01T00:00:00.500+00:00' }).at).toBe(
      '2026-01-01T00:00:00.5Z',
    );
  });

  test('fields are written in declared order whatever order they came in', () => {
    const value = decodeRecord(outer, { many: [{ id: 'x', kind: 'k' }], name: 'n' });
    expect(Object.keys(encodeRecord(outer, value)).slice(0, 2)).toEqual(['name', 'count']);
    expect(value.many).toEqual([{ kind: 'k', id: 'x' }]);
  });

  test.each<[Json, string]>([
    [{ name: 1 }, 'record_field_type name'],
    [{ count: 1.5 }, 'record_field_type count'],
    [{ on: 'true' }, 'record_field_type on'],
    [{ at: 5 }, 'record_field_type at'],
    [{ at: 'soon' }, 'record_field_value at'],
    [{ tags: 'a' }, 'record_field_type tags'],
    [{ tags: ['a', 1] }, 'record_field_type tags[1]'],
    [{ args: [] }, 'record_field_type args'],
    [{ one: { kind: 7 } }, 'record_field_type one.kind'],
    [{ many: [{}, { id: {} }] }, 'record_field_type many[1].id'],
    [[], 'record_field_type'],
    [null, 'record_field_type'],
  ])('%j is refused as %s', (value, code) => {
    expect(codeOf(value)).toBe(code);
  });

  test('null leaves a field unset', () => {
    expect(decodeRecord(outer, { name: null, tags: null, maybe: null }).tags).toBeNull();
  });

  test('unknown fields are ignored, or refused with their path', () => {
    expect(codeOf({ extra: 1 })).toBe('accepted');
    expect(codeOf({ one: { extra: 1 } }, { unknown: 'refuse' })).toBe(
      'record_unknown_field one.extra',
    );
  });

  test('names match without regard to case only where asked, and that is told', () => {
    const told: string[] = [];
    const notice = (kind: string, path: string): void => void told.push(`${kind} ${path}`);
    expect(decodeRecord(outer, { NAME: 'x' }).name).toBe('');
    expect(decodeRecord(outer, { NAME: 'x', z: 1 }, { fold: true, notice }).name).toBe('x');
    expect(told).toEqual(['folded NAME', 'unknown z']);
  });

  test('of two spellings of one field the later one counts', () => {
    expect(decodeRecord(outer, { name: 'a', NAME: 'b' }, { fold: true }).name).toBe('b');
    expect(decodeRecord(outer, { NAME: 'b', name: 'a' }, { fold: true }).name).toBe('a');
    expect(() => decodeRecord(outer, { NAME: [], name: 'a' }, { fold: true })).toThrow(
      expect.objectContaining({ code: 'record_field_type' }),
    );
  });

  test('a field named like a property of every object is not taken from the prototype', () => {
    const odd = record('odd', { constructor: any(), toString: any() });
    expect(decodeRecord(odd, {})).toEqual({ constructor: null, toString: null } as never);
  });
});

test('half a surrogate pair, which no UTF-8 can hold, becomes U+FFFD in a text', () => {
  const { name, tags } = decodeRecord(outer, {
    name: 'a\ud800',
    tags: ['\udc00b', '\ud83d\ude00'],
  });
  expect([name, tags]).toEqual(['a\ufffd', ['\ufffdb', '\ud83d\ude00']]);
});
