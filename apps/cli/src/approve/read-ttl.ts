import { CodedError, parseTime, trimSpace } from '@gait/canon';
import { parseDuration } from '@gait/local';

/** The nanoseconds of `--ttl`. Error: `flag_invalid` for what is no duration above nothing. */
export function readTtl(text: string): bigint {
  const millis = parseDuration(trimSpace(text));
  const nanos = millis === undefined ? 0n : BigInt(Math.round(millis * 1_000_000));
  if (nanos > 0n) return nanos;
  throw new CodedError('flag_invalid', 'invalid --ttl, expected a positive duration', {
    hint: 'write it like 30m or 1h30m',
    where: { field: '--ttl' },
  });
}

/** Nanoseconds since 1970 of `--not-before`; undefined when it is not given. Error: `flag_invalid`. */
export function readNotBefore(text: string): bigint | undefined {
  if (trimSpace(text) === '') return undefined;
  const time = parseTime(trimSpace(text));
  if (time !== undefined) return time.epochNanos;
  throw new CodedError('flag_invalid', 'invalid --not-before, expected an RFC 3339 time', {
    hint: 'write it like 2026-06-03T12:00:00Z',
    where: { field: '--not-before' },
  });
}
