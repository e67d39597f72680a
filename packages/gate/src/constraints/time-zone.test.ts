import { expect, test } from 'bun:test';
import { formatTime } from '@gait/canon';
import { localInstant } from './local-time.ts';
import { findTimeZone } from './time-zone.ts';

function utcOf(zone: string, text: string): string | undefined {
  const found = findTimeZone(zone);
  if (found === undefined) return 'no zone';
  const instant = localInstant(text, found);
  return instant === undefined ? undefined : formatTime(instant);
}

// Each answer was compared with Go's time.ParseInLocation.
test.each([
  ['UTC', '2026-06-01T05:00:00', '2026-06-01T05:00:00Z'],
  ['Europe/Berlin', '2026-06-01T05:00:00', '2026-06-01T03:00:00Z'],
  ['Asia/Kolkata', '2026-06-01T05:00:00', '2026-05-31T23:30:00Z'],
  ['Europe/Berlin', '2026-03-29T02:30:00', '2026-03-29T01:30:00Z'],
  ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T01:30:00Z'],
  ['America/New_York', '2026-03-08T02:30:00', '2026-03-08T06:30:00Z'],
  ['America/New_York', '2026-11-01T01:30:00', '2026-11-01T05:30:00Z'],
  ['UTC', '2026-06-01T5:00:00.25', '2026-06-01T05:00:00.25Z'],
])('in %s, %s is %s', (zone, local, utc) => {
  expect(utcOf(zone, local)).toBe(utc);
});

test.each([
  '2026-06-01',
  '2026-06-01T05:00',
  '2026-06-01 05:00:00',
  '2026-02-29T00:00:00',
  '2026-00-01T00:00:00',
  '2026-06-01T24:00:00',
  '2026-06-01T00:00:60',
  '2026-06-01T05:00:00Z',
  '0000-01-01T00:00:00',
  '',
])('%j is no local time', (text) => {
  expect(utcOf('UTC', text)).toBeUndefined();
});

test.each(['No/Zone', 'europe/berlin', 'utc', '+01:00', 'Local', '../x', '/etc/localtime', 'PST'])(
  '%j is no zone, though a runtime may take it',
  (name) => {
    expect(findTimeZone(name)).toBeUndefined();
  },
);
