import { basename } from 'node:path';
import { inspectLock } from '../locks/inspect-lock.ts';
import { STANDARD_LOCK } from '../locks/lock-options.ts';
import { isLeftLockTemp } from '../locks/lock-temp.ts';

const TEMPORARY = /^\..+\.tmp-[0-9a-f]{16}$|\.lock(?:\.recover-[0-9a-f]{16})?\.tmp-[0-9a-f]{12}$/u;
const LOCK = /\.lock(?:\.recover-[0-9a-f]{16})?$/u;
/** No write takes this long between opening its temporary file and renaming it. */
const OLD_MS = 3_600_000;

/**
 * Whether a file is something that a killed process left behind, so that removing
 * it is safe: a temporary file older than an hour, or a lock, finished or not, whose owner
 * is gone.
 *
 * @param mtimeMs Last change of the file, milliseconds since 1970.
 */
export function leftoverKind(path: string, mtimeMs: number): 'temporary' | 'lock' | undefined {
  const name = basename(path);
  if (TEMPORARY.test(name)) {
    const left = Date.now() - mtimeMs > OLD_MS || isLeftLockTemp(path, STANDARD_LOCK.staleAfterMs);
    return left ? 'temporary' : undefined;
  }
  return LOCK.test(name) && inspectLock(path).state === 'stale' ? 'lock' : undefined;
}
