import { expect, test } from 'bun:test';
import { rememberMade } from './remember-made.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('is made again only when one byte differs', () => {
  const remember = rememberMade<string>();
  const made: string[] = [];
  const read = (name: string, text: string): string =>
    remember(name, bytes(text), () => {
      made.push(text);
      return `made of ${text}`;
    });
  expect([read('a', 'x'), read('a', 'x'), read('a', 'y'), read('a', 'x')]).toEqual(
    ['x', 'x', 'y', 'x'].map((text) => `made of ${text}`),
  );
  expect(made).toEqual(['x', 'y', 'x']);
});

test('the caller may write into what it gave', () => {
  const remember = rememberMade<number>();
  const given = bytes('x');
  remember('a', given, () => 1);
  given[0] = 7;
  expect(remember('a', given, () => 2)).toBe(2);
  expect(remember('a', bytes('x'), () => 3)).toBe(3);
});

test('a failure is not remembered, nor are more than some files', () => {
  const remember = rememberMade<number>();
  expect(() =>
    remember('a', bytes('x'), () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(remember('a', bytes('x'), () => 1)).toBe(1);
  for (let index = 0; index < 16; index += 1) remember(String(index), bytes('x'), () => index);
  expect(remember('a', bytes('x'), () => 2)).toBe(2);
  expect(remember('15', bytes('x'), () => 99)).toBe(15);
});
