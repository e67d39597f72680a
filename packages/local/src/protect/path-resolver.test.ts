import { afterEach, beforeEach, expect, test } from 'bun:test';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProtectedPlace, ResolvedPath } from '@gait/gate';
import { openPathResolver, projectOf } from './path-resolver.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-resolve-')));
  mkdirSync(join(folder, 'keys'));
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  writeFileSync(join(folder, 'keys/k'), 'k');
  writeFileSync(join(folder, 'a/file'), 'x');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function opened(): (path: string) => ResolvedPath {
  const place: ProtectedPlace = {
    path: join(folder, 'keys'),
    kind: 'key',
    tree: true,
    secret: true,
  };
  const all = { project: folder, places: [place], names: [], variables: new Map() };
  const follow = openPathResolver(all);
  return (path) => follow(`${folder}/${path}`);
}
const resolve = (path: string): ResolvedPath => opened()(path);
const leadsTo = (path: string): ResolvedPath => ({ path: join(folder, path), same: undefined });

test('what exists is followed', () => {
  symlinkSync('a/file', join(folder, 'link'));
  expect(resolve('link')).toEqual(leadsTo('a/file'));
});

test('what does not exist is followed as far as it does', () => {
  symlinkSync('a', join(folder, 'link'));
  expect(resolve('link/new/deep')).toEqual(leadsTo('a/new/deep'));
});

test('a link that leads nowhere names what would be made', () => {
  symlinkSync('a/new', join(folder, 'one'));
  symlinkSync('one', join(folder, 'two'));
  expect(resolve('two/x')).toEqual(leadsTo('a/new/x'));
});

test('.. behind a link is the parent of what the link names', () => {
  symlinkSync('a/b', join(folder, 'link'));
  expect(resolve('link/../file')).toEqual(leadsTo('a/file'));
  expect(resolve('link/../new')).toEqual(leadsTo('a/new'));
});

test('a file with a second name is known by what it is', () => {
  linkSync(join(folder, 'keys/k'), join(folder, 'a/harmless'));
  expect(resolve('a/harmless')).toMatchObject({ same: { kind: 'key', secret: true } });
  linkSync(join(folder, 'a/file'), join(folder, 'a/other'));
  expect(resolve('a/other')).toEqual(leadsTo('a/other'));
});

test('a link to a second name of a file is known by what it leads to', () => {
  linkSync(join(folder, 'keys/k'), join(folder, 'a/harmless'));
  symlinkSync('a/harmless', join(folder, 'link'));
  symlinkSync('link', join(folder, 'further'));
  for (const path of ['link', 'further']) {
    expect(resolve(path)).toMatchObject({
      path: join(folder, 'a/harmless'),
      same: { kind: 'key', secret: true },
    });
  }
});

test('a file that was taken for a folder first is known by what it is all the same', () => {
  linkSync(join(folder, 'keys/k'), join(folder, 'a/harmless'));
  const asked = opened();
  asked('a/harmless/x');
  expect(asked('a/harmless')).toMatchObject({ same: { kind: 'key', secret: true } });
  // And again, from memory.
  expect(asked('a/harmless')).toMatchObject({ same: { kind: 'key', secret: true } });
});

test('of a loop, and of a name that no system takes, nobody can say', () => {
  symlinkSync('loop', join(folder, 'loop'));
  expect(resolve('loop/x')).toBe('unknown');
  expect(resolve('n'.repeat(300))).toBe('unknown');
});

test('a project is the folder above the .gait of its configuration', () => {
  expect(projectOf('/p/.gait/config.yaml', '/else')).toBe('/p');
  expect(projectOf('/p/other.yaml', '/else')).toBe('/else');
});
