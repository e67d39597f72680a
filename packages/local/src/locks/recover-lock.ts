import { lstatSync, unlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError, sha256Hex } from '@gait/canon';
import { fileError, systemCode } from '../files/file-error.ts';
import { judgeContext, judgeLock } from './judge-lock.ts';
import { lockContent, newToken, readLock } from './lock-file.ts';
import { createExclusive } from './create-exclusive.ts';

/**
 * Removes a lock whose owner is gone. Between the look at a stale lock and its
 * removal another process may have removed it and taken the lock anew; removing
 * by name would then break a live lock. So the right to remove is a file of its
 * own, named after the stale lock's instance, and the lock is looked at again
 * while holding that right.
 *
 * @param instance The stale lock's instance, as `readLock` gave it.
 * @returns True when the caller should try for the lock at once, false when it
 *   should wait: somebody else is removing it.
 */
export function recoverLock(lockPath: string, instance: string, staleAfterMs: number): boolean {
  const held = holdRight(lockPath, instance, staleAfterMs);
  if (held === undefined) return false;
  try {
    const now = readLock(lockPath);
    if (now === undefined || now.instance !== instance) return true;
    if (judgeLock(now, judgeContext(staleAfterMs)).state !== 'stale') return true;
    removeLock(lockPath);
    return true;
  } finally {
    for (const right of held) forget(right);
  }
}

/**
 * Takes the right to remove one lock. A process killed while it had the right
 * leaves the right's file; its successor is named after that file's instance, so
 * the same rule that protects the lock protects the right.
 *
 * @returns The files that make up the right, ours last, or undefined when a live
 *   process has it.
 */
function holdRight(
  lockPath: string,
  instance: string,
  staleAfterMs: number,
): readonly string[] | undefined {
  const chain: string[] = [];
  let before = instance;
  for (let step = 0; step < LONGEST_CHAIN; step += 1) {
    const right = `${lockPath}.recover-${shortName(before)}`;
    if (createExclusive(right, lockContent(newToken(), Date.now()))) return [right, ...chain];
    const there = readLock(right);
    if (there === undefined) return undefined; // just released: the lock is gone or free
    if (judgeLock(there, judgeContext(staleAfterMs)).state === 'held') return undefined;
    chain.push(right);
    before = there.instance;
  }
  return undefined;
}

const LONGEST_CHAIN = 64;

function shortName(instance: string): string {
  return sha256Hex(instance).slice(0, 16);
}

function removeLock(lockPath: string): void {
  try {
    unlinkSync(lockPath);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    if (isFolder(lockPath)) {
      const file = resolve(lockPath);
      throw new CodedError('file_not_regular', `${file} is a folder where a lock file belongs`, {
        hint: 'move the folder away',
        where: { file },
        cause: error,
      });
    }
    throw fileError(error, 'write', lockPath);
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

function forget(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Already gone, or not ours to remove: it names a lock that no longer exists.
  }
}
