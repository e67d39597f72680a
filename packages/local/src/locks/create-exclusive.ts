import { closeSync, linkSync, unlinkSync, writeSync } from 'node:fs';
import { createUnused, openNew } from '../files/create-unused.ts';
import { fileError, systemCode } from '../files/file-error.ts';
import { newToken } from './lock-file.ts';

/**
 * Creates a file with its whole content under a name that is not taken. The
 * content is written first and the name given by a hard link: a process killed
 * in between leaves no empty lock that nobody can judge.
 *
 * @returns False when the name is taken.
 * @throws CodedError `file_exists` (somebody guesses the temporary names),
 *   `file_permission`, `file_missing`, `disk_full`, `file_write`.
 */
export function createExclusive(path: string, content: string): boolean {
  const { path: temp } = createUnused(
    path,
    () => `${path}.tmp-${newToken().slice(0, 12)}`,
    (name) => writeNew(name, content),
  );
  try {
    linkSync(temp, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    return createDirectly(path, content);
  } finally {
    forget(temp);
  }
}

/** A temporary name that cannot be removed is litter; failing would hide that the lock was taken. */
function forget(temp: string): void {
  try {
    unlinkSync(temp);
  } catch {
    // Litter.
  }
}

/** For file systems without hard links. */
function createDirectly(path: string, content: string): boolean {
  try {
    writeNew(path, content);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw fileError(error, 'write', path);
  }
}

function writeNew(path: string, content: string): void {
  const fd = openNew(path);
  try {
    writeSync(fd, content);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}
