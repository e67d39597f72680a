import { toUtc, ZERO_TIME } from '@gait/canon';
import { refuse, type IntentCode } from './intent-fault.ts';

/** The same time in UTC, as it is digested. Errors: `intent_time_range` (UTC leaves the years 0 to 9999). */
export function utcTime(text: string, field: string): string {
  if (text.endsWith('Z')) return text;
  const utc = toUtc(text);
  if (!/^\d/.test(utc)) refuse('intent_time_range', field, 'is outside the years 0 to 9999 in UTC');
  return utc;
}

/** Refuses `later` before `earlier`, and the same instant unless `orSame`. Both in UTC; unset times pass. */
export function checkOrder(
  code: IntentCode,
  field: string,
  [earlierName, earlier]: readonly [string, string],
  [laterName, later]: readonly [string, string],
  orSame = false,
): void {
  if (earlier === ZERO_TIME || later === ZERO_TIME) return;
  // Without the `Z`, UTC times with trimmed fractions sort as text.
  const from = earlier.slice(0, -1);
  const until = later.slice(0, -1);
  if (until > from || (orSame && until === from)) return;
  refuse(
    code,
    `${field}.${laterName}`,
    `must be ${orSame ? 'not before' : 'after'} ${earlierName}`,
  );
}
