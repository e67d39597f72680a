import { lstatSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { fileError, systemCode } from './file-error.ts';

/**
 * Whether something has this name, be it a link that leads nowhere. Behind a file there is nothing.
 *
 * @throws CodedError `file_unreachable` (behind a link that leads nowhere, such as to a disk that is
 *   not mounted, nobody knows what there is) and those of `fileError`
 */
export function isThere(path: string): boolean {
  return look(path) === 'there';
}

/**
 * For state whose absence means that nothing is forbidden: true only where the nearest folder above
 * that has a name is a folder. Where a file or a dead link stands in its place the state was moved away.
 */
export function isSurelyMissing(path: string): boolean {
  try {
    return look(path) === 'missing';
  } catch {
    return false;
  }
}

function look(path: string): 'there' | 'missing' | 'behind a file' {
  if (factsOf(path) !== undefined) return 'there';
  for (let at = dirname(resolve(path)); ; at = dirname(at)) {
    const facts = factsOf(at);
    if (facts === undefined && at !== dirname(at)) continue;
    const end = facts?.isSymbolicLink() === true ? endOf(at) : facts;
    if (end?.isDirectory() === true) return 'missing';
    if (end !== undefined) return 'behind a file';
    throw new CodedError('file_unreachable', `nobody can tell what is at ${path}`, {
      hint: `${at} leads nowhere: mount or repair it, or take it away`,
      where: { file: path },
    });
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

function endOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}
