import { dirname } from 'node:path';
import { isThere } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';
import { makeFolder, writeWhole } from '../files/write-whole.ts';
import { APPEND_LOCK } from '../locks/lock-options.ts';
import { withLockSync } from '../locks/with-lock.ts';

/**
 * Reads a file, changes it and writes it whole, under its lock: of two processes that add to it
 * at once neither loses what it added. Missing folders are made.
 *
 * @param change gets the bytes, or undefined when there is no file, and gives the new text
 * @throws CodedError `lock_contention`, `lock_lost`, those of `readWhole` and `writeWhole`, and
 *   whatever `change` throws; then the file is as it was
 */
export function changeFile(path: string, change: (before: Uint8Array | undefined) => string): void {
  makeFolder(dirname(path));
  withLockSync(
    path,
    (lock) => {
      const text = change(isThere(path) ? readWhole(path) : undefined);
      lock.assertHeld();
      writeWhole(path, text);
    },
    APPEND_LOCK,
  );
}
