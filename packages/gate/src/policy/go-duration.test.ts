import { expect, test } from 'bun:test';
import { formatGoDuration, parseGoDuration } from './go-duration.ts';

test.each([
  ['168h', '168h0m0s'],
  ['1h30m', '1h30m0s'],
  ['90s', '1m30s'],
  ['1.5h', '1h30m0s'],
  ['1500ms', '1.5s'],
  ['20ms', '20ms'],
  ['1.5us', '1.5µs'],
  ['7ns', '7ns'],
  ['-2m', '-2m0s'],
  ['+3s', '3s'],
  ['0', '0s'],
  ['.5s', '500ms'],
])('%s is %s', (text, shown) => {
  const nanos = parseGoDuration(text);
  expect(nanos === undefined ? undefined : formatGoDuration(nanos)).toBe(shown);
});

test.each(['', '1', 'h', '1d', '1h 2m', '-', '.s', '1e3s', '9999999999h', 'one hour', '1,5h'])(
  '%p is no duration',
  (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  },
);
