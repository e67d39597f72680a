import { resolve } from 'node:path';
import { CodedError, type ErrorCode } from '@gait/canon';

/** What was being done to the file, or with `make` to the folder, when the system refused. */
export type FileAction = 'read' | 'write' | 'make';

interface Fault {
  readonly code: ErrorCode;
  readonly what: string;
  readonly hint: string;
}

const FULL_HINT = 'free some space, or write to another folder, and run the command again';

const BOTH: Readonly<Record<string, Fault>> = {
  EACCES: {
    code: 'file_permission',
    what: 'permission denied',
    hint: 'check the owner and mode of the file and of its folder',
  },
  EPERM: {
    code: 'file_permission',
    what: 'operation not permitted',
    hint: 'check the owner and mode of the file and of its folder',
  },
  EROFS: {
    code: 'file_permission',
    what: 'the file system is read-only',
    hint: 'choose a folder on a writable file system',
  },
  EISDIR: {
    code: 'file_not_regular',
    what: 'is a folder, a file is needed',
    hint: 'name a file inside that folder',
  },
  ENAMETOOLONG: {
    code: 'path_unsafe',
    what: 'the name is too long for this file system',
    hint: 'use a shorter name',
  },
  EINVAL: { code: 'path_unsafe', what: 'the path is not valid here', hint: 'check the path' },
  ERR_INVALID_ARG_VALUE: {
    code: 'path_unsafe',
    what: 'the path contains a NUL character',
    hint: 'check the path',
  },
  ELOOP: {
    code: 'path_unsafe',
    what: 'is a symbolic link where a file is needed, or links form a loop',
    hint: 'name the file itself',
  },
  ENOSPC: { code: 'disk_full', what: 'no space left on the device', hint: FULL_HINT },
  EDQUOT: { code: 'disk_full', what: 'the disk quota is used up', hint: FULL_HINT },
  EFBIG: {
    code: 'disk_full',
    what: 'the file would pass the largest size allowed here',
    hint: 'raise the file size limit (ulimit -f), or write to another file system',
  },
};

const READING: Readonly<Record<string, Fault>> = {
  ENOENT: {
    code: 'file_missing',
    what: 'no such file',
    hint: 'check the path; relative paths start at the current folder',
  },
  ENOTDIR: {
    code: 'file_missing',
    what: 'a part of the path is a file, not a folder',
    hint: 'check the path',
  },
};

const NOT_A_FOLDER: Fault = {
  code: 'file_missing',
  what: 'a part of the path is a file, not a folder',
  hint: 'choose a path whose parents are folders',
};

const WRITING: Readonly<Record<string, Fault>> = {
  ENOENT: {
    code: 'file_missing',
    what: 'its folder does not exist',
    hint: 'make the folder first, or choose an existing one',
  },
  ENOTDIR: NOT_A_FOLDER,
  EEXIST: {
    code: 'file_exists',
    what: 'the name is taken',
    hint: 'choose another name',
  },
};

const FAULTS: Readonly<Record<FileAction, Readonly<Record<string, Fault>>>> = {
  read: READING,
  write: WRITING,
  // A folder that is there already is no failure: what exists is a file.
  make: { ...WRITING, EEXIST: NOT_A_FOLDER },
};

/** The system's name of a failure (`ENOENT`, …), or the empty string. */
export function systemCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/**
 * Turns a failure of the file system into a coded error that names the absolute
 * path. Errors that are coded already pass through unchanged.
 */
export function fileError(error: unknown, action: FileAction, path: string): CodedError {
  if (error instanceof CodedError) return error;
  const file = absolute(path);
  const system = systemCode(error);
  const fault = FAULTS[action][system] ?? BOTH[system];
  if (fault !== undefined) {
    return new CodedError(fault.code, `cannot ${action} ${file}: ${fault.what}`, {
      hint: fault.hint,
      where: { file },
      cause: error,
    });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new CodedError(
    action === 'read' ? 'file_read' : 'file_write',
    `cannot ${action} ${file}: ${reason}`,
    {
      hint: 'try again; if it happens twice, check the disk and the file system',
      where: { file },
      cause: error,
    },
  );
}

/** `resolve` that also answers for names the system would refuse. */
function absolute(path: string): string {
  try {
    return resolve(path);
  } catch {
    return path;
  }
}
