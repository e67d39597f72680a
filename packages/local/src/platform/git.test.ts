import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitRoot, isIgnored, trackedFiles, untrackedFiles } from './git.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-git-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
// A variable that points git elsewhere must have no effect.
const env = { PATH: process.env['PATH'], GIT_DIR: '/nonexistent' };
const git = (...args: string[]): void => {
  expect(spawnSync('git', ['-C', folder, ...args]).status).toBe(0);
};

test('git says what it tracks, what it ignores, and what it does neither with', () => {
  mkdirSync(join(folder, 'sub'));
  for (const name of ['tracked', 'ignored', 'new name', 'sub/new']) {
    writeFileSync(join(folder, name), name);
  }
  writeFileSync(join(folder, '.gitignore'), 'ignored\n');
  git('init', '--quiet');
  git('add', 'tracked', '.gitignore');
  expect(trackedFiles(folder, env)).toEqual(['.gitignore', 'tracked']);
  expect(untrackedFiles(folder, env)).toEqual(['new name', 'sub/new']);
  expect(untrackedFiles(join(folder, 'sub'), env)).toEqual(['new']);
  expect(gitRoot(join(folder, 'sub'))).toBe(folder);
  expect(isIgnored(join(folder, 'ignored'), folder, env)).toBe('yes');
  expect(isIgnored(join(folder, 'tracked'), folder, env)).toBe('no');
});

test('where there is no repository git says nothing', () => {
  expect(gitRoot(join(folder, 'none'))).toBeUndefined();
  expect(trackedFiles(folder, env)).toBeUndefined();
  expect(untrackedFiles(folder, env)).toBeUndefined();
});
