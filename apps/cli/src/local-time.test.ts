import { afterEach, expect, test } from 'bun:test';
import { localTime } from './local-time.ts';

const before = process.env['TZ'];
afterEach(() => {
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
});

test.each([
  ['UTC', '2026-06-03 12:00:00 UTC'],
  ['Europe/Berlin', '2026-06-03 14:00:00 UTC+02:00'],
  ['America/New_York', '2026-06-03 08:00:00 UTC-04:00'],
  ['Asia/Kathmandu', '2026-06-03 17:45:00 UTC+05:45'],
])('a time is told as it is in %s, with the zone', (zone, shown) => {
  process.env['TZ'] = zone;
  expect(localTime('2026-06-03T12:00:00.123Z')).toBe(shown);
});

test('what is no time is left as it is', () => {
  expect(localTime('soon')).toBe('soon');
});
