import { parseDuration } from '@gait/local';
import type { Context } from '../context.ts';

/** How long a person wants calls to wait. */
export interface WantedWait {
  /** Milliseconds; infinite: as long as the tool waits. */
  readonly ms: number;
  /** What is wrong with what was asked for; `''`: nothing. */
  readonly fault: string;
}

/** A person may want calls to wait for less time than the tool does, never for more. */
export function wantedWait({ env }: Pick<Context, 'env'>): WantedWait {
  const given = env['GAIT_APPROVAL_WAIT'];
  if (given === undefined || given.trim() === '') return { ms: Infinity, fault: '' };
  const ms = parseDuration(given.trim());
  if (ms !== undefined) return { ms, fault: '' };
  const shown = JSON.stringify(given.slice(0, 40));
  return {
    ms: Infinity,
    fault: `GAIT_APPROVAL_WAIT is ${shown}, which is no duration such as 0s or 2m: the call waited as long as the tool lets it (approval_wait_invalid)`,
  };
}
