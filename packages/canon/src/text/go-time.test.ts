import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatTime, isZeroTime, parseTime, toUtc, toUtcSeconds } from './go-time.ts';

test.each([
  ['2026-02-05T00:00:00.000Z', '2026-02-05T00:00:00Z'],
  ['2026-02-05T00:00:00+00:00', '2026-02-05T00:00:00Z'],
  ['2026-02-05T00:00:00-00:00', '2026-02-05T00:00:00Z'],
  ['2026-02-05T00:00:00.1234567891Z', '2026-02-05T00:00:00.123456789Z'],
  ['2026-02-05T00:00:00.50+02:00', '2026-02-05T00:00:00.5+02:00'],
  ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z'],
])('%s is kept as %s', (given, kept) => {
  expect(parseTime(given)?.text).toBe(kept);
});

test.each([
  '2026-02-05T24:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-02-05T00:00:60Z',
  '2026-02-05T00:00:00,5Z',
  '2026-02-05T00:00:00.Z',
  '2026-02-05t00:00:00Z',
  '2026-02-05T00:00:00z',
  '2026-2-05T00:00:00Z',
  '2026-02-05T00:00:00+24:00',
  '2026-02-05T00:00:00+0100',
  '2026-02-05 00:00:00Z',
  ' 2026-02-05T00:00:00Z',
  '2026-02-05',
  '',
])('%p is not a time', (text) => {
  expect(parseTime(text)).toBeUndefined();
});

test('instants are exact to the nanosecond and respect the offset', () => {
  expect(parseTime('2026-02-05T00:00:00.5+02:00')?.epochNanos).toBe(1770242400500000000n);
  expect(parseTime('0001-01-01T00:00:00Z')?.epochNanos).toBe(-62135596800000000000n);
});

test('formatting is the inverse of parsing', () => {
  fc.assert(
    fc.property(fc.bigInt(-62135596800000000000n, 253402300799999999999n), (nanos) => {
      expect(parseTime(formatTime(nanos))?.epochNanos).toBe(nanos);
    }),
    { numRuns: 300, seed: 2 },
  );
});

test('UTC forms', () => {
  expect(toUtc('2026-02-05T01:00:00.5+02:00')).toBe('2026-02-04T23:00:00.5Z');
  expect(toUtcSeconds('2026-02-05T01:00:00.999999999+02:00')).toBe('2026-02-04T23:00:00Z');
  expect(toUtc('never')).toBe('never');
  expect(isZeroTime('0001-01-01T00:00:00Z')).toBe(true);
  expect(isZeroTime('2026-02-05T00:00:00Z')).toBe(false);
});
