import { expect, test } from 'bun:test';
import { isLoopback } from './is-loopback.ts';

test('only what this machine alone reaches is a loopback', () => {
  for (const host of ['localhost', '127.0.0.1', '127.9.8.7', '::1', '[::1]']) {
    expect([host, isLoopback(host)]).toEqual([host, true]);
  }
  const others = ['', '0.0.0.0', '::', '128.0.0.1', '127.0.0.1.example.com', 'localhost.example'];
  for (const host of [...others, 'x127.0.0.1', '127.1', '[::1', '127.0.0.1\n']) {
    expect([host, isLoopback(host)]).toEqual([host, false]);
  }
});
