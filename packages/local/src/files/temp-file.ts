import { closeSync, linkSync, lstatSync, renameSync, unlinkSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { createUnused, openNew } from './create-unused.ts';
import { systemCode } from './file-error.ts';
import { syncFolder } from './sync-folder.ts';

/** How a finished temporary file takes its destination's name. */
export interface PlaceOptions {
  /** False: an existing file is kept and `file_exists` thrown. Default true. */
  readonly overwrite?: boolean;
  /**
   * False: no fsync, for files that can be made again. `content`: not of the folder, where a
   * further file of the same folder follows whose name is synced. Default true.
   */
  readonly sync?: boolean | 'content';
}

/** An open temporary file beside its destination. */
export interface TempFile {
  readonly fd: number;
  readonly path: string;
  /** Hands the descriptor over to be closed; `discard` then no longer closes it. */
  release(): number;
  /** Gives the closed file its destination's name. */
  place(options: PlaceOptions): void;
  /** Closes and removes what is left; safe to call at any time, never throws. */
  discard(): void;
}

/** Longest part of the destination's name inside the temporary name: names end at 255 bytes. */
const LONGEST_BASE = 200;
/** What file systems that know no hard links answer to one. */
const WITHOUT_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Sixteen hex digits. The global generator starts faster than `node:crypto`, and most commands write one file. */
function randomName(): string {
  return crypto.getRandomValues(Buffer.allocUnsafeSlow(8)).toString('hex');
}

/** Opens a new temporary file `.<base>.tmp-<random>` in the destination's folder. */
export function openTemp(destination: string): TempFile {
  refuseSpecial(destination);
  const base = basename(destination);
  const short = Buffer.byteLength(base) > LONGEST_BASE ? 'long-name' : base;
  const { path, made } = createUnused(
    destination,
    () => join(dirname(destination), `.${short}.tmp-${randomName()}`),
    openNew,
  );
  return own(made, path, destination);
}

function own(fd: number, path: string, destination: string): TempFile {
  let open = true;
  let present = true;
  return {
    fd,
    path,
    release(): number {
      open = false;
      return fd;
    },
    place(options: PlaceOptions): void {
      if (options.overwrite === false) renameNew(path, destination);
      else renameOver(path, destination);
      present = false;
      if (options.sync !== false && options.sync !== 'content') syncFolder(dirname(destination));
    },
    discard(): void {
      if (open) quietly(() => closeSync(fd));
      open = false;
      if (present) quietly(() => unlinkSync(path));
      present = false;
    },
  };
}

/**
 * A rename over a device node, pipe or socket would replace it (`--out /dev/null`
 * as root breaks the machine), and one over a folder fails with a worse message.
 */
export function refuseSpecial(destination: string): void {
  const there = lookAt(destination);
  if (there === undefined || there.isFile() || there.isSymbolicLink()) return;
  const file = resolve(destination);
  const what = there.isDirectory() ? 'a folder' : 'a device, pipe or socket';
  throw new CodedError('file_not_regular', `cannot write ${file}: ${what} is there`, {
    hint: there.isDirectory()
      ? 'name a file inside that folder'
      : 'choose the path of a plain file',
    where: { file },
  });
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined; // opening the temporary file says what is wrong
  }
}

/** Renames without overwriting: a hard link fails when the name is taken, atomically. */
function renameNew(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    const system = systemCode(error);
    if (system === 'EEXIST') throw exists(to);
    if (!WITHOUT_HARD_LINKS.has(system)) throw error;
    closeSync(reserve(to));
    renameOver(from, to);
    return;
  }
  unlinkSync(from);
}

function reserve(path: string): number {
  try {
    return openNew(path);
  } catch (error) {
    throw systemCode(error) === 'EEXIST' ? exists(path) : error;
  }
}

function exists(path: string): CodedError {
  const file = resolve(path);
  return new CodedError('file_exists', `${file} exists already`, {
    hint: 'choose another name, or pass --force where the command has it',
    where: { file },
  });
}

/** Rename that waits for scanners and indexers which hold files open on Windows. */
export function renameOver(from: string, to: string): void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const busy = ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error));
      if (process.platform !== 'win32' || !busy || attempt >= 50) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Cleaning up after a failure: the failure itself is what gets reported.
  }
}
