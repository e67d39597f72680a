import { join } from 'node:path';
import type { LockOptions } from '../locks/lock-options.ts';
import type { HeldLock } from '../locks/take-lock.ts';
import { withLock } from '../locks/with-lock.ts';
import { finishChange } from './change-suite.ts';
import { CONFIG_FILE } from './suite-names.ts';

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
  options: LockOptions = SUITE_LOCK,
): Promise<T> {
  return await withLock(
    join(folder, CONFIG_FILE),
    async (lock) => {
      finishChange(folder);
      return await work(lock);
    },
    options,
  );
}
