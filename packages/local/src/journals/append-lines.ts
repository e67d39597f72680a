import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { CodedError } from '@gait/canon';
import { fileError } from '../files/file-error.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { makeFolder, writeAll } from '../files/write-whole.ts';
import { APPEND_LOCK, type LockOptions } from '../locks/lock-options.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { mendTail, type TornTail } from './torn-tail.ts';

/** How lines are appended. */
export interface AppendOptions {
  /** False: the line survives the process but perhaps not a power cut. Default true. */
  readonly fsync?: boolean;
  /** Permission bits of a journal that is made now. Default 0600. */
  readonly mode?: number;
  /** How to wait for the lock. Default `APPEND_LOCK`. */
  readonly lock?: LockOptions;
}

/** Where the lines went. */
export interface Appended {
  /** Byte offset of the first new line. */
  readonly offset: number;
  /** Size of the journal afterwards, bytes. */
  readonly size: number;
  /** A partial last line that was found and dealt with before appending. */
  readonly torn: TornTail | undefined;
}

/**
 * Appends one line to a journal under its lock; many processes may do so at once.
 * When the call returns the line is on the disk.
 *
 * @param line Without its line end.
 * @throws CodedError `lock_contention`, `disk_full`, `file_permission`,
 *   `path_unsafe` (the journal is a symbolic link), `invalid_input` (line end inside).
 */
export function appendLine(path: string, line: string, options: AppendOptions = {}): Appended {
  return withLockSync(path, () => appendLines(path, [line], options), options.lock ?? APPEND_LOCK);
}

/**
 * Appends lines to a journal whose lock the caller holds. All of them or none: a
 * write that fails half way is taken back. A partial last line left by a killed
 * writer is never continued: see `mendTail`.
 *
 * @throws CodedError as `appendLine`, except for the lock.
 */
export function appendLines(
  path: string,
  lines: readonly string[],
  options: AppendOptions = {},
): Appended {
  const bytes = Buffer.from(lines.map(whole).join(''), 'utf8');
  makeFolder(dirname(path));
  const fd = openJournal(path, options.mode ?? 0o600);
  try {
    const before = fstatSync(fd);
    if (!before.isFile()) throw notRegular(path);
    const torn = mendTail(path, fd, before.size);
    const offset = torn?.size ?? before.size;
    appendOrTakeBack(fd, offset, bytes);
    if (options.fsync !== false) fsyncSync(fd);
    if (before.size === 0) syncFolder(dirname(path));
    return { offset, size: offset + bytes.byteLength, torn };
  } catch (error) {
    throw fileError(error, 'write', path);
  } finally {
    closeSync(fd);
  }
}

/** A line end inside a record would make two records of it, one of them the attacker's. */
function whole(line: string): string {
  if (!line.includes('\n')) return `${line}\n`;
  throw new CodedError('invalid_input', 'a journal line may not contain a line end', {
    hint: 'encode the record as one line of JSON',
  });
}

/** Not through a link: a planted one would append to any file the user can write. */
function openJournal(path: string, mode: number): number {
  const flags = constants.O_CREAT | constants.O_RDWR | constants.O_APPEND;
  const guard = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  try {
    return openSync(path, flags | guard, mode);
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

function appendOrTakeBack(fd: number, size: number, bytes: Uint8Array): void {
  try {
    writeAll(fd, bytes);
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  }
}

function notRegular(path: string): CodedError {
  return new CodedError('file_not_regular', `cannot append to ${path}: not a plain file`, {
    hint: 'choose the path of a plain file',
    where: { file: path },
  });
}
