import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isNowhere, placesOf, resolveWindowsPath, serverOf } from './windows-path.ts';

const TABLE: readonly (readonly [text: string, folder: string, path: string | undefined])[] = [
  ['a.txt', 'C:\\work', 'C:/work/a.txt'],
  ['..\\..\\..\\x', 'C:\\work', 'C:/x'],
  ['./a/../b', 'c:/work', 'C:/work/b'],
  ['\\x', 'D:\\work', 'D:/x'],
  ['d:\\x\\.\\y\\', 'C:\\work', 'D:/x/y'],
  ['C:x', 'C:\\work', 'C:/work/x'],
  ['D:x', 'C:\\work', undefined],
  ['\\\\?\\C:\\x', 'C:\\work', 'C:/x'],
  ['\\\\.\\PhysicalDrive0', 'C:\\work', undefined],
  ['\\\\?\\UNC\\Server\\share\\a', 'C:\\work', '//server/share/a'],
  ['\\\\Server\\c$\\..\\..\\x', 'C:\\work', '//server/c$/x'],
  ['a', '\\\\server\\share\\sub', '//server/share/sub/a'],
  ['.env.', 'C:\\work', 'C:/work/.env'],
  ['.git \\config', 'C:\\work', 'C:/work/.git/config'],
  ['.env::$DATA', 'C:\\work', 'C:/work/.env'],
  ['.env:stream', 'C:\\work', 'C:/work/.env'],
  ['GAIT~1.YAM', 'C:\\work', undefined],
  ['con.txt', 'C:\\work', undefined],
  ['a\0b', 'C:\\work', undefined],
  ['', 'C:\\work', undefined],
  ['sub\\a', '/work', '/work/sub/a'],
  ['/etc/../x', '/work', '/x'],
  ['a.', '/work', '/work/a.'],
  ['con', '/work', '/work/con'],
];

describe('a path of Windows', () => {
  for (const [text, folder, path] of TABLE) {
    test(`${JSON.stringify(text)} in ${folder} is ${path ?? 'not known'}`, () => {
      expect(resolveWindowsPath(text, folder)).toBe(path);
    });
  }

  test('is clean, whatever it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('C:\\work', '/work', '\\\\s\\t'), (text, folder) => {
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
