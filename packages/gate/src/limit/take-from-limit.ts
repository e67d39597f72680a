import { CodedError } from '@gait/canon';
import type { RateLimitPolicy } from '../policy/policy.ts';
import type { LimitCounters } from './limit-state.ts';

/** Whose calls are counted. */
export interface LimitSubject {
  readonly toolName: string;
  readonly identity: string;
}

/** What a limit says of one call. */
export interface LimitDecision {
  readonly allowed: boolean;
  readonly limit: number;
  /** Uses in this window, this call included when it was counted. */
  readonly used: number;
  readonly remaining: number;
  readonly scope: string;
  /** The subject's part of the counter key. */
  readonly key: string;
}

/** A decision and the counters after it; the counters given are not changed. */
export interface LimitTaken {
  readonly decision: LimitDecision;
  readonly counters: LimitCounters;
}

const WINDOW_NANOS: Readonly<Record<string, bigint>> = {
  minute: 60_000_000_000n,
  hour: 3_600_000_000_000n,
};

/**
 * Counts one call against a limit, in fixed windows of the clock in UTC (gait-formats §4.14).
 * Counters of earlier windows of the same kind are dropped. A call that is over the limit
 * is not counted.
 *
 * @param now Nanoseconds since 1970.
 * @param spend False: only says what would be; `used` then counts without this call.
 */
export function takeFromLimit(
  counters: LimitCounters,
  limit: RateLimitPolicy,
  subject: LimitSubject,
  now: bigint,
  spend = true,
): LimitTaken {
  const { window, scope, key, name } = counterOf(limit, subject, now);
  const kept = new Map(
    [...counters].filter(([other]) => !isOutdated(other, window, bucketOf(window, now))),
  );
  const used = kept.get(name) ?? 0;
  const allowed = used < limit.requests;
  const after = allowed && spend ? used + 1 : used;
  if (after > used) kept.set(name, after);
  const remaining = Math.max(0, limit.requests - after);
  return {
    decision: { allowed, limit: limit.requests, used: after, remaining, scope, key },
    counters: kept,
  };
}

/** Gives back what a call took that did not go ahead after all. */
export function giveBack(
  counters: LimitCounters,
  limit: RateLimitPolicy,
  subject: LimitSubject,
  takenAt: bigint,
): LimitCounters {
  const { name } = counterOf(limit, subject, takenAt);
  const used = counters.get(name) ?? 0;
  return used === 0 ? counters : new Map([...counters, [name, used - 1]]);
}

/** The subject under which destructive calls of a tool are counted. */
export function destructiveSubject({ toolName, identity }: LimitSubject): LimitSubject {
  return { toolName: `destructive_budget|${toolName}`, identity };
}

function counterOf(limit: RateLimitPolicy, subject: LimitSubject, now: bigint) {
  const window = limit.window === '' ? 'minute' : limit.window;
  const scope = limit.scope === '' ? 'tool_identity' : limit.scope;
  const key = subjectKey(scope, subject);
  return { window, scope, key, name: `${window}|${scope}|${bucketOf(window, now)}|${key}` };
}

function subjectKey(scope: string, { toolName, identity }: LimitSubject): string {
  if (scope === 'tool') return toolName;
  if (scope === 'identity') return identity;
  return `${toolName}|${identity}`;
}

/** Start of the window a moment lies in, RFC 3339 without a fraction. */
function bucketOf(window: string, now: bigint): string {
  const length = WINDOW_NANOS[window];
  if (length === undefined) {
    throw new CodedError('limit_window_unknown', `no such window: ${window}`, {
      hint: 'a limit counts per minute or per hour',
    });
  }
  const start = now - (now % length);
  return `${new Date(Number(start / 1_000_000n)).toISOString().slice(0, 19)}Z`;
}

/** A counter of the same kind of window that has passed, or one that is no counter of ours. */
function isOutdated(name: string, window: string, bucket: string): boolean {
  const parts = name.split('|');
  if (parts.length < 4) return true;
  // A clock that was set back must not make later windows forget what they counted.
  return parts[0] === window && (parts[2] as string) < bucket;
}
