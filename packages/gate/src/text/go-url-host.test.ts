import { expect, test } from 'bun:test';
import { goUrlHost } from './go-url-host.ts';

test.each([
  ['https://Example.com:8443/a?b#c', 'Example.com'],
  ['http://u:p@h/', 'h'],
  ['http://u@@h', 'h'],
  ['//host/x', 'host'],
  ['///x', ''],
  ['mailto:x@y', ''],
  ['host:80', ''],
  ['*', ''],
  ['http://[fe80::1%25eth0]:80/', 'fe80::1%eth0'],
  ['http://h%C3%A9.x', 'hé.x'],
  ['http://h%ff.x', 'h\ufffd.x'],
  ['pg://h1:1,h2:2/x', 'h1:1,h2'],
  ['http://:80', ''],
])('the host of %j is %j', (url, host) => {
  expect(goUrlHost(url)).toBe(host);
});

test.each([
  'http://a b/',
  'http://a\\b/',
  'http://a\u007f',
  'http://a%41b',
  'http://a/%zz',
  'http://a/#%zz',
  'http://a:b:80',
  'http://a:8x',
  'http://[::1',
  'http://x[::1]',
  'http://[1.2.3.4]',
  'http://[1::2::3]',
  'http://[::1%25]',
  'http://ü@h/',
  ':x',
  'x/y',
])('%j is refused, or has no host', (url) => {
  expect(goUrlHost(url) ?? '').toBe('');
});

test('a colon in the first part of a path without scheme is refused', () => {
  expect(goUrlHost('1a:b/c')).toBeUndefined();
});
