import { parseDuration } from '@gait/local';
import type { FlagSpec } from './flag-spec.ts';

/** A flag that takes a duration such as `24h` or `1m30s`. Its value is in milliseconds. */
export function durationFlag(spec: {
  readonly help: string;
  readonly default: string;
}): FlagSpec<number> {
  return {
    kind: 'duration',
    defaultText: spec.default,
    value: 'DURATION',
    help: spec.help,
    parse: parseDuration,
  };
}
