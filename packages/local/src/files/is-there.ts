import { lstatSync } from 'node:fs';
import { fileError, systemCode } from './file-error.ts';

/**
 * Whether something has this name, be it a link that leads nowhere.
 *
 * @throws CodedError those of `fileError`, when nobody can tell
 */
export function isThere(path: string): boolean {
  try {
    // Without an error for what is missing: one costs far more than the answer.
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return false;
    throw fileError(error, 'read', path);
  }
}
