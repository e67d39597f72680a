import { afterEach, beforeEach, expect, test } from 'bun:test';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeOf } from '../testing/code-of.ts';
import { cleanWorkingCopy } from './clean-working-copy.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-copy-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const env = { PATH: process.env['PATH'] };
const from = (name = ''): string => join(folder, 'from', name);
const to = (name = ''): string => join(folder, 'to', name);
const put = (name: string, text = name): void => {
  mkdirSync(dirname(from(name)), { recursive: true });
  writeFileSync(from(name), text);
};
const git = (...args: string[]): void => {
  const done = spawnSync('git', ['-C', from(), ...args], { encoding: 'utf8' });
  expect(done.status).toBe(0);
};

test('without git everything is copied but what tools make', () => {
  for (const name of [
    'a.txt',
    'd/b.sh',
    'node_modules/m/x.js',
    'gait-out/r.zip',
    '.gait-out/s',
    '.git-like/x',
  ])
    put(name);
  chmodSync(from('d/b.sh'), 0o755);
  expect(cleanWorkingCopy(from(), to(), env)).toEqual({ files: 3, skipped: [] });
  expect(readFileSync(to('d/b.sh'), 'utf8')).toBe('d/b.sh');
  expect(statSync(to('d/b.sh')).mode & 0o777).toBe(0o755);
  expect(existsSync(to('.git-like/x'))).toBe(true);
  for (const name of ['node_modules', 'gait-out', '.gait-out'])
    expect(existsSync(to(name))).toBe(false);
});

test('with git exactly the tracked files are copied, as they are on disk', () => {
  for (const name of ['a', 'gone', 'd/ü b', 'untracked', 'ignored']) put(name);
  put('.gitignore', 'ignored\n');
  git('init', '-q');
  git('add', 'a', 'gone', 'd', '.gitignore');
  put('a', 'changed');
  rmSync(from('gone'));
  expect(cleanWorkingCopy(from(), to(), env)).toEqual({ files: 3, skipped: [] });
  expect(readFileSync(to('a'), 'utf8')).toBe('changed');
  expect(readFileSync(to('d/ü b'), 'utf8')).toBe('d/ü b');
  for (const name of ['gone', 'untracked', 'ignored', '.git'])
    expect(existsSync(to(name))).toBe(false);
});

test('a folder below the root of a repository is copied alone', () => {
  put('sub/a');
  put('other');
  git('init', '-q');
  git('add', '.');
  expect(cleanWorkingCopy(from('sub'), to(), env).files).toBe(1);
  expect(existsSync(to('a'))).toBe(true);
});

test('links that stay inside are copied as links, those that lead out are left and named', () => {
  put('d/e/file');
  put('top');
  writeFileSync(join(folder, 'secret'), 's');
  const links: Readonly<Record<string, string>> = {
    good: 'd/e/file',
    'd/up': '../top',
    dangling: 'nowhere',
    out: '../secret',
    'd/e/far': '../../../secret',
    absolute: join(folder, 'secret'),
    // Looks as if it stays: `d/root` leads to the top, from where `..` leads out.
    'd/root': '..',
    'd/sly': 'root/../secret',
  };
  for (const [name, points] of Object.entries(links)) symlinkSync(points, from(name));
  const copy = cleanWorkingCopy(from(), to(), env);
  expect(copy.skipped.map(({ name, reason }) => `${name} ${reason}`).sort()).toEqual([
    'absolute link_leaves_tree',
    'd/e/far link_leaves_tree',
    'd/sly link_leaves_tree',
    'out link_leaves_tree',
  ]);
  expect(readlinkSync(to('d/up'))).toBe('../top');
  expect(lstatSync(to('dangling')).isSymbolicLink()).toBe(true);
});

test('a tracked folder that was replaced by a link is not read through it', () => {
  put('d/file', 'inside');
  git('init', '-q');
  git('add', '.');
  rmSync(from('d'), { recursive: true });
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/file'), 'secret');
  symlinkSync('../outside', from('d'));
  expect(cleanWorkingCopy(from(), to(), env)).toEqual({
    files: 0,
    skipped: [{ name: 'd/file', reason: 'link_leaves_tree' }],
  });
  expect(existsSync(to('d/file'))).toBe(false);
});

test('pipes are left and named', () => {
  put('a');
  spawnSync('mkfifo', [from('pipe')]);
  expect(cleanWorkingCopy(from(), to(), env)).toEqual({
    files: 1,
    skipped: [{ name: 'pipe', reason: 'not_a_file' }],
  });
});

test('a copy into its own source ends', () => {
  put('a');
  expect(cleanWorkingCopy(from(), from('work/copy'), env).files).toBe(1);
});

test('nothing named in a hostile repository runs while copying', () => {
  put('a');
  git('init', '-q');
  git('add', '.');
  const trap = join(folder, 'trap.sh');
  writeFileSync(trap, `#!/bin/sh\ntouch ${join(folder, 'sprung')}\n`);
  chmodSync(trap, 0o755);
  git('config', 'core.fsmonitor', trap);
  expect(cleanWorkingCopy(from(), to(), { ...env, GIT_DIR: '/nowhere' }).files).toBe(1);
  expect(existsSync(join(folder, 'sprung'))).toBe(false);
});

test('a target that has content is refused, a missing source too', () => {
  put('a');
  mkdirSync(to(), { recursive: true });
  writeFileSync(to('x'), 'x');
  expect(codeOf(() => cleanWorkingCopy(from(), to(), env))).toBe('file_exists');
  expect(codeOf(() => cleanWorkingCopy(from('none'), join(folder, 'to2'), env))).toBe(
    'file_missing',
  );
});

test('asked for them, files that git neither tracks nor ignores are copied too', () => {
  for (const name of ['tracked', 'new', 'ignored', 'gait-out/run.zip', 'a/node_modules/x'])
    put(name);
  put('.gitignore', 'ignored\n');
  git('init', '--quiet');
  git('add', 'tracked', '.gitignore');
  cleanWorkingCopy(from(), to(), env, { untracked: true });
  expect(existsSync(to('new'))).toBe(true);
  for (const name of ['ignored', 'gait-out', 'a', '.git']) expect(existsSync(to(name))).toBe(false);
});
