import { expect, test } from 'bun:test';
import { codeOf } from '../testing/code-of.ts';
import { cleanPath, safeOutputPath } from './output-path.ts';

test('paths are cleaned as the reference cleans them', () => {
  const pairs = {
    '': '.',
    './a': 'a',
    'a//b/': 'a/b',
    'a/./b/../c': 'a/c',
    '/': '/',
    '../a': '../a',
    '/../a': '/a',
  };
  for (const [given, clean] of Object.entries(pairs)) expect(cleanPath(given)).toBe(clean);
});

test('a relative path that leaves the current folder is refused', () => {
  for (const path of ['..', '../a', 'a/../../b', './../a'])
    expect(codeOf(() => safeOutputPath(path))).toBe('path_unsafe');
});

test('the current folder, the root and the empty path are no files', () => {
  for (const path of ['', '  ', '.', './', 'a/..', '/', '//'])
    expect(codeOf(() => safeOutputPath(path))).toBe('path_unsafe');
});

test('paths below the current folder and absolute ones pass, cleaned', () => {
  expect(safeOutputPath(' a/../b.zip ')).toBe('b.zip');
  expect(safeOutputPath('/tmp/../etc/x')).toBe('/etc/x');
  expect(safeOutputPath('a..b')).toBe('a..b');
});
