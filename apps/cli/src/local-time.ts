import { parseTime } from '@gait/canon';

/**
 * A time as it is where the person is, with the zone: `2026-06-03 14:00:00 UTC+02:00`.
 *
 * @param time RFC 3339; what is none is given back
 */
export function localTime(time: string): string {
  const parsed = parseTime(time);
  if (parsed === undefined) return time;
  const date = new Date(Number(parsed.epochNanos / 1_000_000n));
  const minutes = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + minutes * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${zoneOf(minutes)}`;
}

function zoneOf(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}
