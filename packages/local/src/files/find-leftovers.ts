import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspectLock } from '../locks/inspect-lock.ts';
import { fileError } from './file-error.ts';

/** A file that a killed process left behind; removing it is safe. */
export interface Leftover {
  readonly path: string;
  readonly kind: 'temporary' | 'lock';
}

const TEMPORARY = /^\..+\.tmp-[0-9a-f]{16}$|\.lock(?:\.recover-[0-9a-f]{16})?\.tmp-[0-9a-f]{12}$/u;
/** No write takes this long between opening its temporary file and renaming it. */
const OLD_MS = 3_600_000;

/**
 * Finds what killed writers left in one folder: temporary files older than an
 * hour, and locks whose owner is gone. For `doctor`; nothing is removed.
 *
 * @param nowMs Milliseconds since 1970.
 * @throws CodedError `file_missing`, `file_permission`, `file_read`.
 */
export function findLeftovers(folder: string, nowMs: number): readonly Leftover[] {
  const found: Leftover[] = [];
  for (const name of names(folder)) {
    const path = join(folder, name);
    if (TEMPORARY.test(name) && nowMs - changedAt(path) > OLD_MS) found.push({ path, kind: 'temporary' });
    else if (/\.lock(?:\.recover-[0-9a-f]{16})?$/u.test(name) && inspectLock(path).state === 'stale') {
      found.push({ path, kind: 'lock' });
    }
  }
  return found;
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw fileError(error, 'read', folder);
  }
}

function changedAt(path: string): number {
  try {
    return lstatSync(path).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY; // its writer finished meanwhile
  }
}
