import { expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { excludeFromGit } from './exclude-rules.ts';

function workTree(exclude?: string): { readonly root: string; readonly file: string } {
  const root = mkdtempSync(join(tmpdir(), 'exclude-'));
  const file = join(root, '.git/info/exclude');
  mkdirSync(join(root, '.git/info'), { recursive: true });
  if (exclude !== undefined) writeFileSync(file, exclude);
  return { root, file };
}

test.each(['', '# git ls-files --others\n', '*.log\n/own\n'])(
  'own lines stand behind %j, and are taken back to the byte',
  (before) => {
    const { root, file } = workTree(before);
    const paths = ['.codex/hooks.json', 'a b/x[1].json'].map((name) => join(root, name));
    expect(excludeFromGit(paths, 'exclude')).toEqual(paths);
    expect(excludeFromGit(paths, 'exclude')).toEqual([]);
    const text = readFileSync(file, 'utf8');
    expect(text).toStartWith(before);
    expect(text.split('\n')).toContain('/.codex/hooks.json');
    expect(text.split('\n')).toContain('/a b/x\\[1].json');
    expect(excludeFromGit(paths.slice(0, 1), 'take back')).toEqual(paths.slice(0, 1));
    expect(readFileSync(file, 'utf8')).not.toContain('hooks.json');
    excludeFromGit(paths, 'take back');
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(before);
  },
);

test('what a person wrote behind the own lines stays', () => {
  const { root, file } = workTree('a\n');
  const path = join(root, 'x');
  excludeFromGit([path], 'exclude');
  writeFileSync(file, `${readFileSync(file, 'utf8')}b\n`);
  excludeFromGit([join(root, 'y')], 'exclude');
  excludeFromGit([path, join(root, 'y')], 'take back');
  expect(readFileSync(file, 'utf8')).toBe('a\nb\n');
});

test('a linked work tree shares the lines of its repository, and elsewhere nothing is written', () => {
  const { root, file } = workTree('');
  const linked = mkdtempSync(join(tmpdir(), 'linked-'));
  const about = join(root, '.git/worktrees/linked');
  mkdirSync(about, { recursive: true });
  writeFileSync(join(about, 'commondir'), '../..\n');
  writeFileSync(join(linked, '.git'), `gitdir: ${about}\n`);
  expect(excludeFromGit([join(linked, 'x')], 'exclude')).toHaveLength(1);
  expect(readFileSync(file, 'utf8').split('\n')).toContain('/x');
  const broken = mkdtempSync(join(tmpdir(), 'broken-'));
  writeFileSync(join(broken, '.git'), 'gitdir: /nowhere/at/all\n');
  expect(excludeFromGit([join(broken, 'x')], 'exclude')).toEqual([]);
});
