import { dirname, resolve } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import {
  giveBack,
  parseLimitState,
  printLimitState,
  takeFromLimit,
  type LimitCounters,
  type LimitDecision,
  type LimitSubject,
  type RateLimitPolicy,
} from '@gait/gate';
import { hasFolder } from '../files/has-folder.ts';
import { readWhole } from '../files/read-whole.ts';
import { writeWhole } from '../files/write-whole.ts';
import { LIMIT_LOCK } from '../locks/lock-options.ts';
import { withLockSync } from '../locks/with-lock.ts';

/** The counters of rate limits and destructive budgets, in one file that many processes share. */
export interface LimitStore {
  /** What the limit would say, without counting. */
  look(limit: RateLimitPolicy, subject: LimitSubject, now: bigint): LimitDecision;
  /** Counts the call, unless it is over the limit. On the disk before it returns. */
  take(limit: RateLimitPolicy, subject: LimitSubject, now: bigint): LimitDecision;
  /** Uncounts a call that `take` counted at `takenAt` and that did not go ahead. */
  giveBack(limit: RateLimitPolicy, subject: LimitSubject, takenAt: bigint): void;
}

/**
 * Opens the counters of a state file; the file need not be there yet, its folder must be.
 *
 * @throws CodedError (from each function) `limit_state_unreadable` (no folder, or it cannot be
 *   looked into), `lock_contention`, `lock_lost`, `disk_full`, `limit_state_schema`, those of
 *   `parseJson` and `readWhole`: a state that cannot be read blocks, it never counts from 0.
 */
export function openLimitStore(path: string, lockOptions = LIMIT_LOCK): LimitStore {
  const change = <T>(work: (counters: LimitCounters) => readonly [T, LimitCounters]): T => {
    checkFolder(path);
    return withLockSync(
      path,
      (lock) => {
        const before = readCounters(path);
        const [answer, after] = work(before);
        lock.assertHeld();
        if (after !== before) writeWhole(path, printLimitState(after));
        return answer;
      },
      lockOptions,
    );
  };
  return {
    look(limit, subject, now) {
      checkFolder(path);
      return takeFromLimit(readCounters(path), limit, subject, now, false).decision;
    },
    take: (limit, subject, now) =>
      change((counters) => {
        const taken = takeFromLimit(counters, limit, subject, now);
        return [taken.decision, taken.decision.allowed ? taken.counters : counters];
      }),
    giveBack: (limit, subject, takenAt) =>
      change((counters) => [undefined, giveBack(counters, limit, subject, takenAt)]),
  };
}

/** Asks the file itself, not whether it exists: what may not be looked at does not "exist" either. */
function readCounters(path: string): LimitCounters {
  try {
    return parseLimitState(readWhole(path), path);
  } catch (error) {
    if (isCodedError(error) && error.code === 'file_missing') return new Map();
    throw error;
  }
}

function checkFolder(path: string): void {
  if (hasFolder(path)) return;
  throw new CodedError('limit_state_unreadable', `there is no folder ${resolve(dirname(path))}`, {
    hint: 'make the folder of the rate limit state; counters are not kept without it',
    where: { file: resolve(path) },
  });
}
