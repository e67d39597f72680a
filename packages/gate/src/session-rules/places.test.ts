import { expect, test } from 'bun:test';
import type { Target } from '../intent/intent-record.ts';
import { placesOf, reaches } from './places.ts';

const at = (kind: string, value: string, domain = ''): readonly string[] =>
  placesOf({ kind, value, endpoint_domain: domain } as Target, '/repo');

const meet = (left: readonly string[], right: readonly string[]): boolean =>
  left.some((one) => right.some((other) => reaches(one, other)));

test.each([
  ['/tmp/x', '/tmp/x', true],
  ['/tmp/x', '/tmp/../tmp//./x/', true],
  ['notes/x', '/repo/notes/x', true],
  ['/tmp/x', '/TMP/X', true],
  ['/tmp/x', '/tmp', true],
  ['/tmp', '/tmp/x', true],
  ['/tmp/x', '/', true],
  ['/tmp/x', '/tmp/*.txt', true],
  ['/tmp/x', '/tmp/{x,y}', true],
  ['/home/me/x', '~/x', true],
  ['/home/me/x', '$HOME/x', true],
  ['/repo/a', '$PWD/a', true],
  ['\\tmp\\x', '/tmp/x', true],
  ['/tmp/x', '/tmp/y', false],
  ['/tmp/x', '/tmp/xy', false],
])('what is put into %j comes back from %j: %p', (left, right, same) => {
  expect(meet(at('path', left), at('path', right))).toBe(same);
});

test('a file by its address is the file', () => {
  expect(meet(at('url', 'file:///tmp/x'), at('path', '/tmp/x'))).toBe(true);
  expect(meet(at('url', 'file:/tmp/x'), at('path', '/tmp/x'))).toBe(true);
});

test('a server is one by name, address or path, and another server is another', () => {
  const posted = at('url', 'https://example.org/in?a=1', 'example.org');
  expect(meet(posted, at('url', 'https://example.org/out', 'Example.org'))).toBe(true);
  expect(meet(posted, at('host', 'EXAMPLE.org'))).toBe(true);
  expect(meet(posted, at('url', 'https://example.com/in', 'example.com'))).toBe(false);
  expect(posted.join()).not.toContain('a=1');
  expect(meet(at('table', 'users'), at('topic', 'users'))).toBe(false);
});
