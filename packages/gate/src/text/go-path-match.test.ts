import { expect, test } from 'bun:test';
import { goPathMatch } from './go-path-match.ts';

// Each answer was compared with Go's path.Match.
test.each([
  ['abc', 'abc', true],
  ['*', 'abc', true],
  ['*c', 'abc', true],
  ['a*', 'ab/c', false],
  ['a*/b', 'a/c/b', false],
  ['a*b*c*d*e*/f', 'axbxcxdxexxx/f', true],
  ['a*b?c*x', 'abxbbxdbxebxczzx', true],
  ['a*b?c*x', 'abxbbxdbxebxczzy', false],
  ['ab[c]', 'abc', true],
  ['ab[b-d]', 'abc', true],
  ['ab[^e-g]', 'abc', true],
  ['a\\*b', 'a*b', true],
  ['a?b', 'a☺b', true],
  ['a[^a]b', 'a☺b', true],
  ['a???b', 'a☺b', false],
  ['[a-ζ]*', 'α', true],
  ['a?b', 'a/b', false],
  ['[^a]', '/', true],
  ['*??', '€', true],
  ['*[^a]b*c', 'xb/bc', false],
  ['', '', true],
  ['*', '', true],
  ['a', '', false],
])('%j against %j is %j', (pattern, name, matched) => {
  expect(goPathMatch(pattern, name)).toBe(matched);
});

test.each(['[', '[^', '[]a]', '[-]', '[x-]', '[-x]', 'a[', '\\', '[\\', '[a'])(
  'the malformed pattern %j matches nothing',
  (pattern) => {
    expect(goPathMatch(pattern, 'a')).toBe(false);
    expect(goPathMatch(pattern, pattern)).toBe(false);
  },
);

test('a pattern of many stars takes no time', () => {
  const started = performance.now();
  expect(goPathMatch('*a'.repeat(500) + 'b', 'a'.repeat(5000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});
