import { expect, test } from 'bun:test';
import { goPathBase, goPathClean } from './go-path.ts';

test.each([
  ['', '.'],
  ['.', '.'],
  ['/', '/'],
  ['//a//b/', '/a/b'],
  ['/a/../../b', '/b'],
  ['a/../..', '..'],
  ['../../x/./y', '../../x/y'],
  ['a/..', '.'],
  ['/a/... /b', '/a/... /b'],
  ['a\\..\\b', 'a\\..\\b'],
])('%j is cleaned to %j', (path, cleaned) => {
  expect(goPathClean(path)).toBe(cleaned);
});

test.each([
  ['', '.'],
  ['///', '/'],
  ['a/b/', 'b'],
  ['a', 'a'],
  ['a/b//', 'b'],
])('the last part of %j is %j', (path, base) => {
  expect(goPathBase(path)).toBe(base);
});
