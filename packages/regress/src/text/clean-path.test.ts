import { describe, expect, test } from 'bun:test';
import { cleanPath, folderOf, isAbsolutePath, joinPath } from './clean-path.ts';

describe('paths by text alone', () => {
  test.each([
    ['', '.'],
    ['a//b', 'a/b'],
    ['./a/./b/', 'a/b'],
    ['a/../b', 'b'],
    ['a/..', '.'],
    ['../../a', '../../a'],
    ['a/../../b', '../b'],
    ['/../a', '/a'],
    ['/', '/'],
  ])('%p is written %p', (path, clean) => {
    expect(cleanPath(path)).toBe(clean);
  });

  test('empty parts of a join count for nothing', () => {
    expect(joinPath('', 'a', '', '../b')).toBe('b');
    expect(joinPath('', '')).toBe('');
  });

  test('a name without folder lies in the current one', () => {
    expect(folderOf('gait.yaml')).toBe('.');
    expect(folderOf('a/b/c.zip')).toBe('a/b');
    expect(folderOf('/c.zip')).toBe('/');
  });

  test('drive letters and shares are absolute', () => {
    expect(['/a', 'C:\\a', 'c:/a', '\\\\host\\a'].every(isAbsolutePath)).toBe(true);
    expect(['a', 'C:a', '..', '~/a'].some(isAbsolutePath)).toBe(false);
    expect(['', '1:/a', '@:/a', '[:/a', 'é:/a', ':/a', '\\a', 'CC:/a'].some(isAbsolutePath)).toBe(
      false,
    );
  });
});
