import { formatTime } from '@gait/canon';
import type { LockOptions } from '../locks/lock-options.ts';

/** What a session command needs from its surroundings. */
export interface SessionContext {
  /** Nanoseconds since 1970. */
  readonly now: () => bigint;
  /** What this build calls itself. */
  readonly producerVersion: string;
  /** From `sessionLockOptions`. Its profile `swarm` leaves out the fsync of every event. */
  readonly lock: LockOptions;
  /** Absolute folder that the paths in a chain start from; default: that of the process. */
  readonly cwd?: string;
}

/** Now as RFC 3339 in UTC. */
export function nowText(context: SessionContext): string {
  return formatTime(context.now());
}
