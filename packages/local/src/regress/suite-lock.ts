import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '@gait/canon';
import type { LockOptions } from '../locks/lock-options.ts';
import type { HeldLock } from '../locks/take-lock.ts';
import { withLock } from '../locks/with-lock.ts';
import { CONFIG_FILE } from './fixture-tree.ts';
import { finishChange, PENDING_FOLDER } from './change-suite.ts';

/** A change of a suite takes well under a second; many may be waiting in line. */
const SUITE_LOCK: LockOptions = {
  profile: 'suite',
  timeoutMs: 30_000,
  retryMs: 25,
  staleAfterMs: 120_000,
};

/**
 * Runs `work` while nobody else reads or changes the suite of a folder
 * (`gait.yaml.lock`), after finishing what a killed process began to change.
 *
 * @param folder Absolute folder that holds `gait.yaml` and `fixtures/`.
 * @throws CodedError `lock_contention`, errors of the file system, and whatever `work` throws.
 */
export async function withSuite<T>(
  folder: string,
  work: (lock: HeldLock) => T | Promise<T>,
): Promise<T> {
  return await withLock(
    join(folder, CONFIG_FILE),
    async (lock) => {
      finishChange(folder);
      return await work(lock);
    },
    SUITE_LOCK,
  );
}

/**
 * As `withSuite`, for reading. Most of the time nobody changes the suite, and taking a lock
 * would be a good part of a short command: so `work` runs without it first, and again under
 * it when the suite was changed meanwhile. A folder that cannot be written is read without.
 */
export async function withSuiteAtRest<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = restOf(folder);
  if (before !== undefined) {
    const [done] = await Promise.allSettled([work()]);
    if (restOf(folder) === before) {
      if (done.status === 'fulfilled') return done.value;
      throw done.reason;
    }
  }
  return await withSuiteHeld(folder, work);
}

/**
 * What tells one state of the suite from another, or undefined while it is being changed.
 * Whoever changes it makes and removes entries of the folder (lock, pending content), and
 * each sets the folder's time.
 */
function restOf(folder: string): string | undefined {
  const at = lstatSync(folder, { bigint: true, throwIfNoEntry: false });
  if (at === undefined) return undefined;
  const busy = [`${CONFIG_FILE}.lock`, PENDING_FOLDER].some(
    (name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined,
  );
  return busy ? undefined : `${at.ino} ${at.mtimeNs}`;
}

async function withSuiteHeld<T>(folder: string, work: () => Promise<T>): Promise<T> {
  let begun = false;
  try {
    return await withSuite(folder, async () => {
      begun = true;
      return await work();
    });
  } catch (error) {
    if (begun || !isCodedError(error) || error.code === 'lock_contention') throw error;
  }
  return await work();
}
