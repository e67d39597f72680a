import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isNowhere, placesOf, resolveWindowsPath, serverOf } from './windows-path.ts';

const TABLE: readonly (readonly [text: string, folder: string, path: string | undefined])[] = [
  ['a.txt', 'C:\\proj', 'C:/proj/a.txt'],
  ['..\\..\\..\\x', 'C:\\proj', 'C:/x'],
  ['./a/../b', 'c:/proj', 'C:/proj/b'],
  ['\\x', 'D:\\proj', 'D:/x'],
  ['d:\\x\\.\\y\\', 'C:\\proj', 'D:/x/y'],
  ['C:x', 'C:\\proj', 'C:/proj/x'],
  ['D:x', 'C:\\proj', undefined],
  ['\\\\?\\C:\\x', 'C:\\proj', 'C:/x'],
  ['\\\\.\\PhysicalDrive0', 'C:\\proj', undefined],
  ['\\\\?\\UNC\\Server\\share\\a', 'C:\\proj', '//server/share/a'],
  ['\\\\Server\\c$\\..\\..\\x', 'C:\\proj', '//server/c$/x'],
  ['a', '\\\\server\\share\\sub', '//server/share/sub/a'],
  ['.env.', 'C:\\proj', 'C:/proj/.env'],
  ['.git \\config', 'C:\\proj', 'C:/proj/.git/config'],
  ['.env::$DATA', 'C:\\proj', 'C:/proj/.env'],
  ['.env:stream', 'C:\\proj', 'C:/proj/.env'],
  ['GAIT~1.YAM', 'C:\\proj', undefined],
  ['con.txt', 'C:\\proj', undefined],
  ['a\0b', 'C:\\proj', undefined],
  ['', 'C:\\proj', undefined],
  ['sub\\a', '/proj', '/proj/sub/a'],
  ['/etc/../x', '/proj', '/x'],
  ['a.', '/proj', '/proj/a.'],
  ['con', '/proj', '/proj/con'],
];

describe('a path of Windows', () => {
  for (const [text, folder, path] of TABLE) {
    test(`${JSON.stringify(text)} in ${folder} is ${path ?? 'not known'}`, () => {
      expect(resolveWindowsPath(text, folder)).toBe(path);
    });
  }

  test('is clean, whatever it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('C:\\proj', '/proj', '\\\\s\\t'), (text, folder) => {
        const path = resolveWindowsPath(text, folder);
        if (path !== undefined) expect(path).not.toMatch(/\\|\/\.\.?(?:\/|$)/);
      }),
      { numRuns: 1000 },
    );
  });

  test('has a place in each folder that it may start from', () => {
    expect(placesOf('*.ts', ['C:\\a', 'C:\\b'], 'file', true)).toEqual([
      { kind: 'path', path: 'C:/a/*.ts', reach: 'pattern' },
      { kind: 'path', path: 'C:/b/*.ts', reach: 'pattern' },
    ]);
    expect(placesOf('src\\*.ts', ['C:\\a'], 'tree', true)).toEqual([
      { kind: 'path', path: 'C:/a/src', reach: 'tree' },
    ]);
    expect(placesOf('D:x', ['C:\\a'], 'file', true)).toEqual([{ kind: 'unknown_path' }]);
  });

  test('names a server when it begins with two slashes', () => {
    expect(serverOf('\\\\Server\\share')).toBe('server');
    expect(serverOf('//10.0.0.1/x')).toBe('10.0.0.1');
    expect(serverOf('\\\\?\\C:\\x')).toBeUndefined();
    expect(serverOf('C:\\x')).toBeUndefined();
  });

  test('may be nowhere', () => {
    expect(['nul', 'NUL:', '$null', '/dev/null', ''].map(isNowhere)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(isNowhere('null')).toBe(false);
  });
});
