import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { everyReading, readPathText } from './path-text.ts';

const VARIABLES = new Map([
  ['HOME', '/home/me'],
  ['XDG_CONFIG_HOME', '/home/me/.config'],
]);
const read = (text: string, bases: readonly string[] = ['/p']) =>
  readPathText(text, bases, VARIABLES);

test.each([
  ['a relative path', 'a/b', '/p/a/b'],
  ['an absolute path', '/a/b', '/a/b'],
  ['a home', '~/a', '/home/me/a'],
  ['a home by user', '~me/a', '/home/me/a'],
  ['a variable', '$HOME/a', '/home/me/a'],
  ['a variable in braces with a default', '${XDG_CONFIG_HOME:-x}/a', '/home/me/.config/a'],
  ['a variable of Windows', '%HOME%\\a', '/home/me/a'],
  ['a variable of PowerShell', '$env:HOME/a', '/home/me/a'],
  ['a file URL', 'file:///a/b', '/a/b'],
  ['a file URL with a host', 'file://localhost/a', '/a'],
  ['percent-encoding, twice', '/%252e%252e/a', '/../a'],
  ['overlong UTF-8', '/a%c0%af..%c0%afb', '/a/../b'],
  ['backslashes', 'a\\b', '/p/a/b'],
  ['a NUL, as C reads it', '/a\0.txt', '/a'],
  ['a NUL, as if it were not there', '/a\0.txt', '/a.txt'],
  ['quotes around', '"/a/b"', '/a/b'],
  ['a drive letter', 'C:\\a\\b', 'c:/a/b'],
  ['a drive mounted elsewhere', 'C:/a', '/mnt/c/a'],
  ['a share of this machine', '\\\\host\\c$\\a', 'c:/a'],
  ['a device path', '\\\\?\\C:\\a', 'c:/a'],
  ['the root of a process', '/proc/self/root/a/b', '/a/b'],
  ['a root behind a root', '/proc/self/root/proc/1/root/a', '/a'],
  ['the folder of a process', '/proc/42/cwd/a', '/p/a'],
])('%s is seen through', (_, text, path) => {
  expect(read(text)).toContain(path);
});

test('nothing is cleaned before links were followed', () => {
  expect(read('/a/link/../b')).toEqual(['/a/link/../b']);
});

test('a relative path starts from every base', () => {
  expect(read('a', ['/p', '/q'])).toEqual(['/p/a', '/q/a']);
});

test('a descriptor leads where nobody can say, the standard streams lead nowhere', () => {
  expect(read('/proc/self/fd/7')).toEqual([undefined]);
  expect(read('/dev/fd/2')).toEqual([]);
});

test('the home of somebody else stays what it is', () => {
  expect(read('~root/a')).toEqual(['/p/~root/a']);
});

test('text that is taken for ordinary has no reading besides that one', () => {
  const pieces = [
    ...[
      'a',
      'Z',
      '0',
      '.',
      '..',
      '/',
      '//',
      '\\',
      ' ',
      '~',
      '$HOME',
      '%2e',
      '%HOME%',
      '?',
      '#',
      ':',
    ],
    ...[
      '"',
      "'",
      '`',
      '<',
      '>',
      '\0',
      '\n',
      'file:',
      'C:',
      'proc',
      'self/root',
      'DEV/fd/3',
      '-',
      '{',
      'é',
    ],
  ];
  const words = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((all) => all.join(''));
  const bases = fc.array(
    fc.constantFrom('/p', '/q/dev', '/proc/self', '/./dev', '/a/../proc', '//dev'),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(words, bases, (text, from) => {
      expect(readPathText(text, from, VARIABLES)).toEqual(everyReading(text, from, VARIABLES));
    }),
    { numRuns: 5000 },
  );
});
