import { expect, test } from 'bun:test';
import { isAllowed, isForbidden, matchesAnyPath, pathPatterns } from './path-pattern.ts';
import { pathForms } from './path-forms.ts';

const WORKSPACE = '/repo/app';
const allows = (patterns: readonly string[], path: string): boolean =>
  isAllowed(pathPatterns(patterns), pathForms(path, WORKSPACE));
const forbids = (patterns: readonly string[], path: string): boolean =>
  isForbidden(pathPatterns(patterns), path, pathForms(path, WORKSPACE));

test.each([
  ['/srv/**', '/srv', true],
  ['/srv/**', '/srv/a/b', true],
  ['/srv/**', '/workshop', false],
  ['/**', '/x', true],
  ['/srv/*.txt', '/srv/a.txt', true],
  ['/srv/*.txt', '/srv/a/b.txt', false],
  ['/srv/**', '/srv/../etc/passwd', true],
  ['', '', false],
])('as the reference, %j against %j is %j', (pattern, path, matched) => {
  expect(matchesAnyPath(pathPatterns([pattern]), path)).toBe(matched);
});

test.each([
  '/srv/../etc/passwd',
  '/srv/./../etc/passwd',
  '/srv//../etc',
  '/srv\\..\\..\\etc',
  '/srv/a\\..\\..\\etc',
])('in strict, %j is not below an allowed folder it leaves', (path) => {
  expect(allows(['/srv/**'], path)).toBe(false);
});

test.each(['/etc/passwd', '/srv/../etc/passwd', '/etc//passwd', '/etc/./passwd', '\\etc\\passwd'])(
  'in strict, %j is forbidden by what it leads to',
  (path) => {
    expect(forbids(['/etc/**'], path)).toBe(true);
  },
);

test('in strict, a pattern may be written with a leading dot', () => {
  expect(allows(['./src/**'], './src/a.ts')).toBe(true);
  expect(allows(['./src/**'], 'src/a.ts')).toBe(true);
  expect(allows(['./src/**'], './src/../a.ts')).toBe(false);
});

test.each([
  'src/a.ts',
  './a',
  '.',
  '/repo/app/src/a.ts',
  '/repo/app',
  '../app/a',
  '/repo/app/x/..',
])('in strict, %j is inside the workspace', (path) => {
  expect(allows(['./**'], path)).toBe(true);
  expect(forbids(['./**'], path)).toBe(true);
});

test.each([
  ...['/repo/application/a', '/etc/passwd', '../other', 'src/../../x', '/repo', '..'],
  ...['~/.ssh/id_rsa', '$HOME/a', '%USERPROFILE%\\a', 'C:\\a', 'C:a', 'file:///etc/passwd'],
  ...['a\\..\\..\\..\\b', '\\etc\\passwd'],
])('in strict, %j is not known to be inside the workspace', (path) => {
  expect(allows(['./**'], path)).toBe(false);
});

test.each([
  ['.env', '/repo/app/.env'],
  ['.github/**', '/repo/app/.github/workflows/ci.yml'],
  ['/repo/app/.env', '.env'],
  ['/repo/app/secret/**', '../app/secret/x'],
  ['/etc/**', '../../etc/passwd'],
  ['/etc/**', 'file:///etc/passwd'],
  ['*/*/.ssh/**', '/home/.ssh/a/b'],
  ['*/.git/**', 'sub/.git/hooks/pre-commit'],
  ['**/.env.*', 'a/b/c/d/e/f/g/h/.env.local'],
  ['**/.env', '.env'],
  ['**/**/.env', '.env'],
  ['**/.ssh/**', '~/.ssh/keys/id'],
])('in strict, pattern %j forbids %j', (pattern, path) => {
  expect(forbids([pattern], path)).toBe(true);
});

test('in strict, an absolute pattern allows a relative path, and the other way round', () => {
  expect(allows(['/repo/app/src/**'], 'src/a.ts')).toBe(true);
  expect(allows(['src/**'], '/repo/app/src/a.ts')).toBe(true);
  expect(allows(['src/**'], '/repo/src/a.ts')).toBe(false);
});

test('in strict, the root as workspace says nothing about what is inside', () => {
  const inRoot = (path: string) => isAllowed(pathPatterns(['./**']), pathForms(path, '/'));
  expect([inRoot('/etc/passwd'), inRoot('etc/passwd')]).toEqual([false, false]);
});

test.each(['../a', 'C:/a', 'C:\\a', '~/a', 'file:/a'])(
  'in strict, a star at the start does not stand for what leads elsewhere: %j',
  (path) => {
    expect(allows(['*', '*/*', '[A-Za-z.~]*', '[A-Za-z.~]*/*'], path)).toBe(false);
  },
);
