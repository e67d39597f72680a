/**
 * Times as the artifact formats keep them: RFC 3339 text with up to nine
 * fractional digits, trailing zeros trimmed, `Z` for an offset of zero, any other
 * offset kept. `Date` holds milliseconds only, so it is never used for them.
 */

/** A parsed time. */
export interface GoTime {
  /** Normalised text, as it is digested and signed. */
  readonly text: string;
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  readonly epochNanos: bigint;
}

/** What an unset time is written as. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

/** The fixed time of deterministic containers. */
export const ZIP_EPOCH = '1980-01-01T00:00:00Z';

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Parses strict RFC 3339 (capital `T` and `Z`, no leap second, no comma); undefined when it is not. */
export function parseTime(text: string): GoTime | undefined {
  const found = RFC3339.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = offsetMinutes(found[8] as string);
  if (offset === undefined) return undefined;
  const digits = (found[7] ?? '').slice(0, 9).replace(/0+$/, '');
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute - offset, second);
  return {
    text: `${text.slice(0, 19)}${digits === '' ? '' : `.${digits}`}${offset === 0 ? 'Z' : found[8]}`,
    epochNanos: BigInt(date.getTime()) * 1_000_000n + BigInt(digits.padEnd(9, '0')),
  };
}

function daysIn(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return (MONTH_DAYS[month - 1] as number) + (leap ? 1 : 0);
}

function offsetMinutes(text: string): number | undefined {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** Nanoseconds since 1970 as UTC text with trailing zeros trimmed. Years 0 to 9999. */
export function formatTime(epochNanos: bigint): string {
  const nanos = ((epochNanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const millis = Number((epochNanos - nanos) / 1_000_000n);
  const whole = new Date(millis).toISOString().slice(0, 19);
  const digits = nanos === 0n ? '' : `.${nanos.toString().padStart(9, '0').replace(/0+$/, '')}`;
  return `${whole}${digits}Z`;
}

/** The same instant in UTC; text that is not a time is returned as it is. */
export function toUtc(text: string): string {
  if (text.endsWith('Z')) return text;
  const parsed = parseTime(text);
  return parsed === undefined ? text : formatTime(parsed.epochNanos);
}

/** The same instant in UTC without its fraction of a second. */
export function toUtcSeconds(text: string): string {
  return `${toUtc(text).slice(0, 19)}Z`;
}

/** True for the time that means "not set". */
export function isZeroTime(text: string): boolean {
  return text === '' || parseTime(text)?.epochNanos === -62_135_596_800_000_000_000n;
}
