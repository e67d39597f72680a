import { describe, expect, test } from 'bun:test';
import { isNumberText, numberOf, textOf, truthOf, writeFloat } from './plain-scalar.ts';

describe('a word without quotes, as text', () => {
  test.each([
    ['tool.read', 'tool.read'],
    ['', ''],
    ['~', ''],
    ['Null', ''],
    ['TRUE', 'true'],
    ['False', 'false'],
    ['yes', 'yes'],
    ['007', '7'],
    ['08', '08'],
    ['0x1F', '31'],
    ['0o17', '15'],
    ['0b11', '3'],
    ['1_000', '1000'],
    ['_1', '_1'],
    ['+5', '5'],
    ['-5', '-5'],
    ['+-5', '5'],
    ['1.50', '1.5'],
    ['.5', '0.5'],
    ['-.0', '-0'],
    ['1000000.5', '1.0000005e+06'],
    ['0.00001', '1e-05'],
    ['1e3', '1e3'],
    ['1.0.0', '1.0.0'],
    ['18446744073709551615', '18446744073709551615'],
    ['18446744073709551616', '18446744073709551616'],
    ['1.0e400', '1.0e400'],
    ['.inf', '+Inf'],
    ['.NaN', 'NaN'],
    ['2026-06-01T00:00:00', '2026-06-01T00:00:00'],
  ])('%s is %s', (plain, text) => {
    expect(textOf(plain)).toBe(text);
  });
});

test('a number field takes text that is written as a number', () => {
  expect(numberOf('1e3', true)).toBe(1000);
  expect(numberOf('1_000', false)).toBe(1000);
  expect(numberOf('1__000', false)).toBeUndefined();
  expect(numberOf('010', true)).toBe(8);
  expect(numberOf('010', false)).toBe(10);
  expect(numberOf('true', true)).toBeUndefined();
  expect(numberOf('inf', false)).toBe(Infinity);
  expect(numberOf('.inf', true)).toBe(Infinity);
  expect(numberOf('', false)).toBeUndefined();
});

test('only six words are truth values', () => {
  expect(['true', 'True', 'TRUE', 'false', 'False', 'FALSE'].map(truthOf)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(['yes', 'on', 'tRUE', '1', ''].map(truthOf)).toEqual(Array(5).fill(undefined));
});

test('a number too long to hold is read in no time', () => {
  const started = performance.now();
  expect(textOf(`0x${'f'.repeat(2_000_000)}`)).toHaveLength(2_000_002);
  expect(isNumberText('9'.repeat(2_000_000))).toBeTrue();
  expect(performance.now() - started).toBeLessThan(500);
});

test('floats keep a sign that they are floats', () => {
  expect([0, 1, 0.5, 1e-7, 1e21, -0].map(writeFloat)).toEqual([
    '0.0',
    '1.0',
    '0.5',
    '1e-07',
    '1e+21',
    '-0.0',
  ]);
});
