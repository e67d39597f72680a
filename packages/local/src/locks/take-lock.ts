import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { makeFolder } from '../files/write-whole.ts';
import { createExclusive } from './create-exclusive.ts';
import { judgeContext, judgeLock } from './judge-lock.ts';
import { lockContent, newToken, readLock, wholeSeconds, type FoundLock } from './lock-file.ts';
import type { LockOptions } from './lock-options.ts';
import { removeLeftLockTemps } from './lock-temp.ts';
import { recoverLock } from './recover-lock.ts';

/** A lock that this process holds. */
export interface HeldLock {
  readonly lockPath: string;
  /** Throws `lock_lost` when the lock is no longer ours (somebody removed it by age or by hand). */
  assertHeld(): void;
  /** Sets the lock's time to now: for work longer than the stale age. Throws `lock_lost`. */
  renew(): void;
  /** Gives the lock back. Only ever removes our own; safe to call twice. */
  release(): void;
}

/** One look at the lock: taken, or who has it and whether to look again without waiting. */
export type Attempt =
  | { readonly lock: HeldLock }
  | { readonly lock: undefined; readonly again: boolean; readonly found: FoundLock | undefined };

/**
 * Tries once to take the lock beside a file, `<path>.lock`, and removes what dead
 * processes left: the lock, and names that were to become locks in its folder.
 * Missing folders are made, mode 0750.
 */
export function attemptLock(path: string, options: LockOptions): Attempt {
  const lockPath = `${path}.lock`;
  makeFolder(dirname(lockPath));
  const found = readLock(lockPath);
  if (found === undefined) {
    const token = newToken();
    if (createExclusive(lockPath, lockContent(token, Date.now()))) {
      removeLeftLockTemps(dirname(lockPath), options.staleAfterMs);
      return { lock: held(lockPath, token) };
    }
    return { lock: undefined, again: false, found: undefined };
  }
  if (judgeLock(found, judgeContext(options.staleAfterMs)).state === 'held') {
    return { lock: undefined, again: false, found };
  }
  return {
    lock: undefined,
    again: recoverLock(lockPath, found.instance, options.staleAfterMs),
    found,
  };
}

/** The refusal after waiting in vain; names the owner so that a person can look. */
export function lockTimeout(
  path: string,
  options: LockOptions,
  waitedMs: number,
  attempts: number,
): CodedError {
  const lockPath = `${resolve(path)}.lock`;
  const owner = readLock(lockPath)?.owner;
  const who =
    owner === undefined
      ? ''
      : `, held by process ${owner.pid}${owner.host === undefined ? '' : ` on ${owner.host.split('/')[0]}`}`;
  return new CodedError(
    'lock_contention',
    `state contention: ${lockPath} stayed locked for ${Math.round(waitedMs)} ms (${attempts} attempts, profile ${options.profile}${who})`,
    {
      hint: `try again;${options.profile === 'standard' ? ' with many writers set GAIT_SESSION_LOCK_PROFILE=swarm;' : ''} remove the lock file only when that process is gone`,
      where: { file: lockPath },
    },
  );
}

/** How long to wait before look number `attempt` (from 1): short at first, then the usual time, never in step. */
export function pause(attempt: number, options: LockOptions): number {
  const most = Math.min(options.retryMs, 2 ** Math.min(attempt, 20));
  return most * (0.5 + Math.random() / 2);
}

function held(lockPath: string, token: string): HeldLock {
  let ours = true;
  const isOurs = (): boolean => ours && readLock(lockPath)?.owner?.token === token;
  return {
    lockPath,
    assertHeld(): void {
      if (!isOurs()) throw lost(lockPath);
    },
    renew(): void {
      if (!ours || !renewInPlace(lockPath, token)) throw lost(lockPath);
    },
    release(): void {
      if (isOurs()) unlinkSync(lockPath);
      ours = false;
    },
  };
}

/** Writes the new time into the file that was opened: if the name goes to another lock meanwhile, that one stays as it is. */
function renewInPlace(lockPath: string, token: string): boolean {
  let fd: number;
  try {
    fd = openSync(lockPath, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  } catch {
    return false;
  }
  try {
    const bytes = Buffer.alloc(4096);
    const text = bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.byteLength, 0));
    if (!text.includes(token)) return false;
    const prefix = '{"created_at":"';
    if (!text.startsWith(prefix)) return false;
    writeSync(fd, wholeSeconds(Date.now()), prefix.length);
    return true;
  } finally {
    closeSync(fd);
  }
}

function lost(lockPath: string): CodedError {
  const file = resolve(lockPath);
  return new CodedError('lock_lost', `${file} is no longer held by this process`, {
    hint: 'another process or person removed the lock; run the command again',
    where: { file },
  });
}
