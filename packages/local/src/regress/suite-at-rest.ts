import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '@gait/canon';
import type { LockOptions } from '../locks/lock-options.ts';
import { CONFIG_FILE, PENDING_FOLDER } from './suite-names.ts';

/**
 * As `withSuite`, for reading. Most of the time nobody changes the suite, and taking a lock
 * would be a good part of a short command: so `work` runs without it first, and again under
 * it when the suite was changed meanwhile. A folder that cannot be written is read without.
 * Locks are not even loaded unless one is taken.
 */
export async function withSuiteAtRest<T>(
  folder: string,
  work: () => Promise<T>,
  lock?: LockOptions,
): Promise<T> {
  const before = restOf(folder);
  if (before !== undefined) {
    const done = await settle(work);
    if (restOf(folder) === before) {
      if (done.ok) return done.value;
      throw done.error;
    }
  }
  return await withSuiteHeld(folder, work, lock);
}

type Settled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown };

async function settle<T>(work: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
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

async function withSuiteHeld<T>(
  folder: string,
  work: () => Promise<T>,
  lock: LockOptions | undefined,
): Promise<T> {
  const { withSuite } = await import('./suite-lock.ts');
  let begun = false;
  try {
    const held = async (): Promise<T> => {
      begun = true;
      return await work();
    };
    return await withSuite(folder, held, lock);
  } catch (error) {
    if (begun || !isCodedError(error) || error.code === 'lock_contention') throw error;
  }
  return await work();
}
