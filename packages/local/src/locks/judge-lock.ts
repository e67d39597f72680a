import { liveness, ownIdentity, type Liveness, type ProcessIdentity } from './process-identity.ts';
import type { FoundLock } from './lock-file.ts';

/** What a found lock is worth. */
export interface LockVerdict {
  /** `held`: wait. `stale`: its owner is gone, it may be removed. */
  readonly state: 'held' | 'stale';
  /** Why, for messages: `owner_alive`, `owner_dead`, `young`, `too_old`. */
  readonly reason: 'owner_alive' | 'owner_dead' | 'young' | 'too_old';
}

/** Everything the judgement depends on besides the lock. */
export interface JudgeContext {
  readonly nowMs: number;
  readonly staleAfterMs: number;
  readonly self: ProcessIdentity;
  /** Looks up a process of this host. */
  readonly look: (pid: number, start: string) => Liveness;
}

/** The judge's surroundings on this machine, now. */
export function judgeContext(staleAfterMs: number): JudgeContext {
  return { nowMs: Date.now(), staleAfterMs, self: ownIdentity(), look: liveness };
}

/**
 * Decides whether a lock is held or was left behind.
 *
 * 1. Our lock, taken on this host: by its owner alone. Dead: stale at once.
 *    Alive: held, however old.
 * 2. Our lock from another host or container: its owner cannot be seen, so by
 *    age. Whoever holds a lock longer than the stale age renews it.
 * 3. A lock of the reference (process number, no host): by age, as the reference
 *    judges its own. The number may belong to another machine, so its absence
 *    here proves nothing.
 * 4. Empty or unreadable: by the age of the file, which is how the reference
 *    judges its append locks.
 *
 * A time in the future (another host's clock) counts as young; when it lies more
 * than the stale age ahead it is nonsense, and the file's own time counts.
 */
export function judgeLock(lock: FoundLock, context: JudgeContext): LockVerdict {
  const { owner } = lock;
  if (owner?.token !== undefined && owner.host === context.self.host) {
    return context.look(owner.pid, owner.start) === 'dead'
      ? { state: 'stale', reason: 'owner_dead' }
      : { state: 'held', reason: 'owner_alive' };
  }
  const claimed = owner?.createdAt ?? lock.mtimeMs;
  const since = claimed - context.nowMs > context.staleAfterMs ? lock.mtimeMs : claimed;
  return context.nowMs - since > context.staleAfterMs
    ? { state: 'stale', reason: 'too_old' }
    : { state: 'held', reason: 'young' };
}
