import { judgeContext, judgeLock } from './judge-lock.ts';
import { readLock } from './lock-file.ts';
import { STANDARD_LOCK } from './lock-options.ts';

/** A lock as `doctor` shows it. */
export interface LockState {
  readonly lockPath: string;
  readonly state: 'free' | 'held' | 'stale';
  readonly reason: 'owner_alive' | 'owner_dead' | 'young' | 'too_old' | undefined;
  /** Undefined when the lock file says nothing. */
  readonly pid: number | undefined;
  /** Milliseconds since the lock was taken or renewed. */
  readonly ageMs: number | undefined;
}

/**
 * Looks at a lock without touching it.
 *
 * @param lockPath Of the lock file itself (`<file>.lock`).
 */
export function inspectLock(
  lockPath: string,
  staleAfterMs: number = STANDARD_LOCK.staleAfterMs,
): LockState {
  const found = readLock(lockPath);
  if (found === undefined)
    return { lockPath, state: 'free', reason: undefined, pid: undefined, ageMs: undefined };
  const context = judgeContext(staleAfterMs);
  const since = found.owner?.createdAt ?? found.mtimeMs;
  return {
    lockPath,
    ...judgeLock(found, context),
    pid: found.owner?.pid,
    ageMs: context.nowMs - since,
  };
}
