import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { codeOf } from '../testing/code-of.ts';
import { findProject } from './find-project.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-find-')));
  mkdirSync(join(folder, 'repo/a/b'), { recursive: true });
});
afterEach(() => {
  chmodSync(join(folder, 'repo'), 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const setUp = (name: string): void => {
  mkdirSync(at(`${name}/.gait`));
  writeFileSync(at(`${name}/.gait/config.yaml`), '');
};
const rootFrom = (name: string): string | undefined =>
  findProject(at(name))?.root.slice(folder.length + 1);

test('the configuration is looked for up to the top of the work tree', () => {
  mkdirSync(at('repo/.git'));
  setUp('repo');
  expect([rootFrom('repo'), rootFrom('repo/a/b')]).toEqual(['repo', 'repo']);
  setUp('repo/a');
  expect(rootFrom('repo/a/b')).toBe('repo/a');
});

test('above the work tree nothing counts, nor above a folder without one', () => {
  setUp('repo');
  expect([rootFrom('repo'), rootFrom('repo/a/b')]).toEqual(['repo', undefined]);
  writeFileSync(at('repo/a/.git'), 'gitdir: elsewhere\n');
  expect(rootFrom('repo/a/b')).toBeUndefined();
});

test('a link that leads nowhere is no lack of a configuration', () => {
  mkdirSync(at('repo/.gait'));
  symlinkSync('nowhere', at('repo/.gait/config.yaml'));
  expect(rootFrom('repo')).toBe('repo');
});

test('a folder that cannot be looked into is an error', () => {
  mkdirSync(at('repo/.git'));
  symlinkSync('.gait', at('repo/.gait'));
  expect(codeOf(() => findProject(at('repo/a')))).toBe('path_unsafe');
});

test.skipIf(process.getuid?.() === 0)('a folder nobody can look into is an error', () => {
  mkdirSync(at('repo/.git'));
  setUp('repo');
  chmodSync(at('repo/.gait'), 0);
  expect(codeOf(() => findProject(at('repo/a')))).toBe('file_permission');
  chmodSync(at('repo/.gait'), 0o700);
});
