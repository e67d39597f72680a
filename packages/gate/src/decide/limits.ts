import { compareUtf8 } from '@gait/canon';
import type { RateLimitPolicy } from '../policy/policy.ts';

/** No limit. */
export const NO_LIMIT: RateLimitPolicy = Object.freeze({ requests: 0, window: '', scope: '' });

/** The limit that lets fewer calls pass: by requests, then window, then scope. */
export function tighterLimit(current: RateLimitPolicy, next: RateLimitPolicy): RateLimitPolicy {
  if (next.requests <= 0) return current;
  if (current.requests <= 0) return next;
  if (next.requests !== current.requests) return next.requests < current.requests ? next : current;
  const windows = windowRank(next.window) - windowRank(current.window);
  if (windows !== 0) return windows < 0 ? next : current;
  return compareUtf8(next.scope, current.scope) < 0 ? next : current;
}

function windowRank(window: string): number {
  if (window === 'minute') return 0;
  return window === 'hour' ? 1 : 2;
}
