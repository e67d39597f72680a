import { describe, expect, test } from 'bun:test';
import { compareJson, removePointers } from './compare-json.ts';

describe('comparing answers', () => {
  test('equal answers have no difference, whatever the order of keys', () => {
    expect(compareJson({ a: 1, b: [true, null] }, { b: [true, null], a: 1 })).toEqual([]);
  });

  test.each([
    [{ a: 1 }, { a: 2 }, '/a: expected 1, got 2'],
    [{ a: 1 }, {}, '/a: expected 1, missing'],
    [{}, { a: 1 }, '/a: not expected, got 1'],
    [{ a: [1] }, { a: [1, 2] }, '/a: expected 1 items, got 2: [1,2]'],
    [{ a: { b: 'x' } }, { a: { b: 'y' } }, '/a/b: expected "x", got "y"'],
    [{ a: null }, { a: false }, '/a: expected null, got false'],
    [{ ok: true }, { ok: 'true' }, '/ok: expected true, got "true"'],
    [{ a: 0 }, { a: -0 }, '/a: expected 0, got 0'],
    [
      { signature_errors: ['x'] },
      { signature_errors: [] },
      '/signature_errors: expected 1 entries, got []',
    ],
    [{ error: 'x' }, {}, '/error: expected "x", missing'],
    [{}, { error: 'x' }, '/error: not expected, got "x"'],
    [
      { summary: { changed: true } },
      { summary: { changed: false } },
      '/summary/changed: expected true, got false',
    ],
  ])('%j and %j differ', (expected, actual, difference) => {
    expect(compareJson(expected, actual)).toEqual([difference]);
  });

  test('sentences for people are free, their number where it means something is not', () => {
    const expected = {
      error: 'a',
      hint: 'b',
      summary: 'c',
      signature_errors: ['d'],
      warnings: ['e'],
    };
    expect(
      compareJson(expected, { error: '1', hint: '2', summary: '3', signature_errors: ['4'] }),
    ).toEqual([]);
  });

  test('named keys may differ or be added, others not', () => {
    expect(compareJson({ id: 1, a: 1 }, { id: 2, a: 1 }, { mayDiffer: ['id'] })).toEqual([]);
    expect(compareJson({ a: 1 }, { a: 1, detail: {} }, { added: ['detail'] })).toEqual([]);
    expect(compareJson({ a: 1 }, { a: 1, more: {} }, { added: ['detail'] })).toEqual([
      '/more: not expected, got {}',
    ]);
  });
});

test('volatile parts are taken out by pointer, elements of arrays become null', () => {
  const value = { a: { b: 1, c: 2 }, list: [{ t: 1 }, 2], 'x/y': 1 };
  expect(removePointers(value, ['/a/b', '/list/0/t', '/list/1', '/x~1y', '/none/at/all'])).toEqual({
    a: { c: 2 },
    list: [{}, null],
  });
  expect(value.a.b).toBe(1);
});
