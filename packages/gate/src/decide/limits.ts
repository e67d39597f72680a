import { compareUtf8 } from '@gait/canon';
import type { RateLimitPolicy } from '../policy/policy.ts';
import type { FurtherLimit } from './outcome.ts';

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

/** No limits besides. */
export const NO_FURTHER: readonly FurtherLimit[] = Object.freeze([]);

/**
 * Those limits of a list that count besides what is said already. Limits that share a counter are
 * one, that of the fewest calls; any other counts by itself, however much tighter its neighbour
 * is: one call a minute may be sixty an hour.
 *
 * @param said the tightest of the list, as `tighterLimit` finds it
 */
export function furtherLimits(
  limits: readonly FurtherLimit[],
  said: readonly FurtherLimit[] = NO_FURTHER,
): readonly FurtherLimit[] {
  const kept: FurtherLimit[] = [];
  for (const each of limits) {
    const sharesCounter = (other: FurtherLimit): boolean => haveOneCounter(other, each);
    if (each.limit.requests <= 0 || said.some(sharesCounter)) continue;
    const at = kept.findIndex(sharesCounter);
    if (at < 0) kept.push(each);
    else if (each.limit.requests < (kept[at] as FurtherLimit).limit.requests) kept[at] = each;
  }
  return kept.length === 0 ? NO_FURTHER : kept;
}

/** What a verdict or a rule limits. */
export interface Limited {
  readonly rateLimit: RateLimitPolicy;
  readonly destructiveBudget: RateLimitPolicy;
  readonly furtherLimits?: readonly FurtherLimit[] | undefined;
}

/** All its limits as a list, about the whole call unless a step is named. */
export function limitsOfVerdict(limited: Limited, step?: number): readonly FurtherLimit[] {
  const { rateLimit, destructiveBudget, furtherLimits: further = NO_FURTHER } = limited;
  return [
    { kind: 'rate_limit', limit: rateLimit, step },
    { kind: 'destructive_budget', limit: destructiveBudget, step },
    ...further.map((each) => ({ ...each, step: each.step ?? step })),
  ];
}

function haveOneCounter(left: FurtherLimit, right: FurtherLimit): boolean {
  return (
    left.kind === right.kind &&
    left.step === right.step &&
    left.limit.window === right.limit.window &&
    left.limit.scope === right.limit.scope
  );
}
