import { expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldsCase, type NameLook } from './folds-case.ts';

/** A file system of a few paths that folds names, or does not. */
function fileSystem(paths: readonly string[], folds: boolean): NameLook {
  const folded = (path: string): string => (folds ? path.toLowerCase() : path);
  return {
    identity: (path) => paths.find((known) => folded(known) === folded(path)),
    names: (folder) =>
      paths
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1)),
  };
}
const linux = (paths: readonly string[], folds: boolean): boolean =>
  foldsCase('/srv/project', 'linux', fileSystem(paths, folds));

test.each([
  ['by a file in it', ['/srv/project/Makefile']],
  ['by its own name', ['/srv/project']],
  ['by a folder above, where its name has no letters', ['/srv']],
  ['past names without letters', ['/srv/project/1', '/srv/project/.-_', '/srv/project/a']],
])('a folder tells whether it folds names %s', (_, paths) => {
  expect(linux(paths, true)).toBe(true);
  expect(linux(paths, false)).toBe(false);
});

test('two files whose names differ only in case are not one', () => {
  expect(linux(['/srv/project/readme', '/srv/project/README'], false)).toBe(false);
});

test('where nothing tells, names are taken for one', () => {
  expect(linux([], false)).toBe(true);
});

test('a name that is gone tells nothing, and the next is asked', () => {
  const gone = { ...fileSystem(['/srv/project/b'], false), names: () => ['a', 'b'] };
  expect(foldsCase('/srv/project', 'linux', gone)).toBe(false);
});

test.each(['darwin', 'win32'] as const)('on %s names are always taken for one', (platform) => {
  expect(foldsCase('/srv/project', platform, fileSystem(['/srv/project/a'], false))).toBe(true);
});

test('a real folder tells by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gait-folds-'));
  try {
    const asked = foldsCase(folder, 'linux');
    writeFileSync(join(folder, 'lower'), '');
    expect(foldsCase(folder, 'linux')).toBe(asked);
    mkdirSync(join(folder, 'LOWER'), { recursive: true });
    expect(foldsCase(folder, 'linux')).toBe(asked);
  } catch (error) {
    // The second name is the first on such a disk.
    expect((error as NodeJS.ErrnoException).code).toBe('EEXIST');
    expect(foldsCase(folder, 'linux')).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  expect(foldsCase(join(tmpdir(), 'gait-folds-gone'), 'linux')).toBe(foldsCase(tmpdir(), 'linux'));
});
