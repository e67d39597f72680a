import { lstatSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { fileError, systemCode } from './file-error.ts';

/**
 * Whether something has this name, be it a link that leads nowhere.
 *
 * "No" only where the nearest folder above that has a name is a folder: behind a link to a disk
 * that is not mounted, or behind a file, nobody knows what there is.
 *
 * @throws CodedError `file_unreachable` and those of `fileError`, when nobody can tell
 */
export function isThere(path: string): boolean {
  if (factsOf(path) !== undefined) return true;
  for (let at = dirname(resolve(path)); ; at = dirname(at)) {
    const facts = factsOf(at);
    if (facts === undefined && at !== dirname(at)) continue;
    if (facts?.isDirectory() === true || leadsToFolder(at, facts)) return false;
    throw new CodedError('file_unreachable', `nobody can tell what is at ${path}`, {
      hint: `${at} leads to no folder: mount or repair it, or take it away`,
      where: { file: path },
    });
  }
}

/** `isThere` for those who go on only when something is surely not there. */
export function isSurelyMissing(path: string): boolean {
  try {
    return !isThere(path);
  } catch {
    return false;
  }
}

function factsOf(path: string): Stats | undefined {
  try {
    // Without an error for what is missing: one costs far more than the answer.
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return undefined;
    throw fileError(error, 'read', path);
  }
}

function leadsToFolder(path: string, facts: Stats | undefined): boolean {
  if (facts?.isSymbolicLink() !== true) return false;
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}
