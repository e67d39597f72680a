import { expect, test } from 'bun:test';
import { isWithin, lastPart, resolvePath } from './resolve-path.ts';

test.each([
  ['/p', 'a', '/p/a'],
  ['/p/', './a/../b', '/p/b'],
  ['/p', '../../../x', '/x'],
  ['/p', '/a//b/./c/', '/a/b/c'],
  ['/', '.', '/'],
])('from %s, %s is %s', (folder, text, path) => {
  expect(resolvePath(folder, text)).toBe(path);
});

test('a folder is within itself, and a longer name beside it is not', () => {
  expect(isWithin('/p', '/p')).toBe(true);
  expect(isWithin('/p/a', '/p/')).toBe(true);
  expect(isWithin('/project', '/p')).toBe(false);
  expect(isWithin('/a', '/')).toBe(true);
});

test('the last part of a folder that has no name of its own is empty', () => {
  expect([lastPart('a/b/'), lastPart('..'), lastPart('a/.'), lastPart('x')]).toEqual([
    'b',
    '',
    '',
    'x',
  ]);
});
