import { expect, test } from 'bun:test';
import { expandBraces, matchWildcards, mayMeet } from './match-wildcards.ts';

test.each([
  ['*', '.gait', true],
  ['.g*t', '.gait', true],
  ['.g?it', '.gait', true],
  ['.g[a-z]it', '.gait', true],
  ['*.yaml', '.gait.yaml', true],
  ['*.yml', '.gait.yaml', false],
  ['.gait', '.gaits', false],
])('%s matches %s: %p', (pattern, name, expected) => {
  expect(matchWildcards(pattern, name)).toBe(expected);
});

test('a pattern of many stars is judged in time', () => {
  expect(matchWildcards('*a'.repeat(2000), 'b'.repeat(2000))).toBe(false);
});

test.each([
  ['*.ts', '*_private.key', false],
  ['*.key', '*_private.key', true],
  ['g*', '*_private.key', true],
])('%s and %s may name the same: %p', (left, right, expected) => {
  expect(mayMeet(left, right)).toBe(expected);
});

test('braces are expanded, nested ones too', () => {
  expect(expandBraces('a{b,c{d,e}}')).toEqual(['ab', 'acd', 'ab', 'ace']);
  expect(expandBraces('{1..3}')).toEqual(['*']);
});

test('too many words become a wildcard', () => {
  const words = expandBraces('{a,b}'.repeat(20));
  expect(words.length).toBeLessThan(200);
  expect(words.some((word) => word.includes('*'))).toBe(true);
});
