import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { fileError } from './file-error.ts';

/** An open plain file and what the system said about it when it was opened. */
export interface RegularFile {
  readonly fd: number;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  /** Last change of the content, milliseconds since 1970 with a fraction. */
  readonly mtimeMs: number;
}

/**
 * Opens a plain file for reading. Looks at what was opened, not at the name, so
 * nobody can swap the file between look and use. Opening does not block: a pipe
 * planted under the name would otherwise hang the process for ever.
 *
 * @throws CodedError `file_missing`, `file_not_regular`, `file_permission`, `file_read`.
 */
export function openRegular(
  path: string,
  options: { readonly followLinks?: boolean } = {},
): RegularFile {
  const noFollow = options.followLinks === false ? (constants.O_NOFOLLOW ?? 0) : 0;
  const fd = open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | noFollow);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw notRegular(path, stat.isDirectory());
    return { fd, size: stat.size, mode: stat.mode & 0o7777, uid: stat.uid, mtimeMs: stat.mtimeMs };
  } catch (error) {
    closeSync(fd);
    throw fileError(error, 'read', path);
  }
}

function open(path: string, flags: number): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

function notRegular(path: string, folder: boolean): CodedError {
  const file = resolve(path);
  const what = folder
    ? 'is a folder, a file is needed'
    : 'is a device, pipe or socket, a file is needed';
  return new CodedError('file_not_regular', `cannot read ${file}: ${what}`, {
    hint: folder ? 'name a file inside that folder' : 'copy the content into a plain file first',
    where: { file },
  });
}
