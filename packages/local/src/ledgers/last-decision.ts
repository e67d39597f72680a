import { join, resolve } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import { readWhole } from '../files/read-whole.ts';
import { writeWhole } from '../files/write-whole.ts';
import { stateHome, type Surroundings } from '../platform/homes.ts';
import { isStatePath } from './state-path.ts';

/** How far a clock may be behind the last decision: processes that decide at once write in any order. */
const TOLERANCE = 1_000_000_000n;
/** A gate that serves writes so often at most, nanoseconds. */
const INTERVAL = 500_000_000n;

/** Where this machine keeps the moment of its last decision for a user. */
export function lastDecisionFile(at: Surroundings): string {
  return join(stateHome(at), 'last-decision');
}

/**
 * A clock that remembers the last moment at which a gate of this user decided, over processes
 * and restarts. A clock that is behind it by more than a second was set back: a decision dated
 * before its predecessor could revive what had expired.
 *
 * The moment is kept in a small file that is written whole but not sent to the disk: after a
 * power cut an older one counts, or none. Without a home (a relative path) nothing is kept.
 *
 * @param now nanoseconds since 1970
 * @throws CodedError (from the clock) `clock_set_back`, `last_decision_invalid` (the file holds
 *   no moment), those of `readWhole` and `writeWhole`
 */
export function rememberingClock(path: string, now: () => bigint): () => bigint {
  if (!isStatePath(path)) return now;
  let kept: bigint | undefined;
  return () => {
    const moment = now();
    kept ??= readMoment(path);
    if (moment + TOLERANCE < kept) throw setBack(path);
    if (kept === 0n || moment >= kept + INTERVAL) {
      // Another process may have written a later one since.
      kept = later(moment, readMoment(path));
      if (kept === moment) writeWhole(path, `${moment}\n`, { makeFolders: true, sync: false });
    }
    return moment;
  };
}

function later(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

/** 0 when there is none: no gate decided yet, or the power went before the file was on the disk. */
function readMoment(path: string): bigint {
  let text: string;
  try {
    text = new TextDecoder().decode(readWhole(path)).trim();
  } catch (error) {
    if (isCodedError(error) && error.code === 'file_missing') return 0n;
    throw error;
  }
  if (text === '') return 0n;
  if (/^\d{1,30}$/u.test(text)) return BigInt(text);
  throw new CodedError('last_decision_invalid', `${path} holds no moment of a decision`, {
    hint: 'find out who wrote it, then remove it',
    where: { file: resolve(path) },
  });
}

function setBack(path: string): CodedError {
  return new CodedError('clock_set_back', 'the clock of this machine is behind its last decision', {
    hint: `set the clock right; if it was wrong before and is right now, remove ${path}`,
    where: { file: resolve(path) },
  });
}
