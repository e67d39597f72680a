import type { TimeZone } from './time-zone.ts';

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d+))?$/;

/**
 * The instant of a local time `YYYY-MM-DDTHH:MM:SS` in a zone, in nanoseconds since 1970;
 * undefined when the text is no time. A local time that a clock change skips or repeats is read
 * with the offset that Go's `time.Date` picks: the one in force where the text would be if it
 * were UTC, corrected once.
 */
export function localInstant(text: string, zone: TimeZone): bigint | undefined {
  const found = LOCAL.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // No window is that old, and before year 1 the calendars of runtimes differ.
  if (year < 1) return undefined;
  if (month < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second);
  const asUtc = date.getTime();
  const guess = zone.offsetAt(asUtc);
  const offset = guess === 0 ? 0 : zone.offsetAt(asUtc - guess * 1000);
  const nanos = BigInt((found[7] ?? '').slice(0, 9).padEnd(9, '0'));
  return BigInt(asUtc - offset * 1000) * 1_000_000n + nanos;
}
