import { expect, test } from 'bun:test';
import { isAllowed, isForbidden, matchesAnyPath, pathPatterns } from './path-pattern.ts';
import { pathReadings } from './path-readings.ts';

const allows = (patterns: readonly string[], path: string): boolean =>
  isAllowed(pathPatterns(patterns), pathReadings(path));
const forbids = (patterns: readonly string[], path: string): boolean =>
  isForbidden(pathPatterns(patterns), path, pathReadings(path));

test.each([
  ['/srv/**', '/srv', true],
  ['/srv/**', '/srv/a/b', true],
  ['/srv/**', '/workshop', false],
  ['/**', '/x', true],
  ['/srv/*.txt', '/srv/a.txt', true],
  ['/srv/*.txt', '/srv/a/b.txt', false],
  ['/srv/**', '/srv/../etc/passwd', true],
  ['', '', false],
])('as the reference, %j against %j is %j', (pattern, path, matched) => {
  expect(matchesAnyPath(pathPatterns([pattern]), path)).toBe(matched);
});

test.each(['/srv/../etc/passwd', '/srv/./../etc/passwd', '/srv//../etc', '/srv\\..\\..\\etc'])(
  'in strict, %j is not below an allowed folder it leaves',
  (path) => {
    expect(allows(['/srv/**'], path)).toBe(false);
  },
);

test.each(['/etc/passwd', '/srv/../etc/passwd', '/etc//passwd', '/etc/./passwd', '\\etc\\passwd'])(
  'in strict, %j is forbidden by what it leads to',
  (path) => {
    expect(forbids(['/etc/**'], path)).toBe(true);
  },
);

test('in strict, a pattern may be written with a leading dot', () => {
  expect(allows(['./src/**'], './src/a.ts')).toBe(true);
  expect(allows(['./src/**'], 'src/a.ts')).toBe(true);
  expect(allows(['./src/**'], './src/../a.ts')).toBe(false);
});
