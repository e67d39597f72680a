import { parseTime } from '@gait/canon';

/** Nanoseconds since 1970 of a time that a record decoded: it is one. */
export function nanosOf(text: string): bigint {
  return parseTime(text)?.epochNanos ?? 0n;
}
