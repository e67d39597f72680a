import { parseDuration } from './duration.ts';

/** How long to wait for a lock, how often to look, when an unseen owner counts as gone. Milliseconds. */
export interface LockOptions {
  readonly profile: string;
  readonly timeoutMs: number;
  readonly retryMs: number;
  /** Age after which a lock counts as left behind when its owner cannot be looked up. */
  readonly staleAfterMs: number;
}

/** Locks around one appended line (gait-formats §1.5). */
export const APPEND_LOCK: LockOptions = {
  profile: 'append',
  timeoutMs: 30_000,
  retryMs: 10,
  staleAfterMs: 120_000,
};

/** Locks around the counters of limits (gait-formats §4.14), with more patience for many processes. */
export const LIMIT_LOCK: LockOptions = {
  profile: 'limit',
  timeoutMs: 10_000,
  retryMs: 15,
  staleAfterMs: 15_000,
};

/** Session locks for a few processes (gait-formats §2.13). */
export const STANDARD_LOCK: LockOptions = {
  profile: 'standard',
  timeoutMs: 2_000,
  retryMs: 50,
  staleAfterMs: 300_000,
};

/** Session locks for many processes at once; events are not fsynced one by one. */
export const SWARM_LOCK: LockOptions = {
  profile: 'swarm',
  timeoutMs: 10_000,
  retryMs: 20,
  staleAfterMs: 600_000,
};

/**
 * The session lock settings of an environment: `GAIT_SESSION_LOCK_PROFILE`
 * (`standard` or `swarm`), and `_TIMEOUT`, `_RETRY`, `_STALE_AFTER` as durations
 * like `1m30s`. What cannot be read, or is not positive, keeps its default, as
 * the reference does.
 */
export function sessionLockOptions(env: Readonly<Record<string, string | undefined>>): LockOptions {
  const named = (env['GAIT_SESSION_LOCK_PROFILE'] ?? '').trim().toLowerCase();
  const base = named === 'swarm' ? SWARM_LOCK : STANDARD_LOCK;
  const pick = (name: string, usual: number, last: number): number => {
    const given = parseDuration((env[name] ?? '').trim());
    if (given === undefined) return usual;
    return given > 0 ? given : last;
  };
  const timeoutMs = pick('GAIT_SESSION_LOCK_TIMEOUT', base.timeoutMs, STANDARD_LOCK.timeoutMs);
  const retryMs = pick('GAIT_SESSION_LOCK_RETRY', base.retryMs, STANDARD_LOCK.retryMs);
  const staleAfterMs = pick(
    'GAIT_SESSION_LOCK_STALE_AFTER',
    base.staleAfterMs,
    STANDARD_LOCK.staleAfterMs,
  );
  return { profile: base.profile, timeoutMs, retryMs: Math.min(retryMs, timeoutMs), staleAfterMs };
}
