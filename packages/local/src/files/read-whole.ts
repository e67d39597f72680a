import { closeSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { fileError, systemCode } from './file-error.ts';
import { openRegular, type RegularFile } from './open-regular.ts';

/** How a file is read. */
export interface ReadOptions {
  /** Largest size accepted, bytes. Default 64 MiB. */
  readonly maxBytes?: number;
  /** True: the path `-` means standard input. Default false, `-` is a file name. */
  readonly stdin?: boolean;
}

/** Largest file read into memory unless the caller says otherwise. */
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

const CHUNK = 64 * 1024;

/**
 * Reads a whole plain file, or standard input where asked for.
 *
 * @throws CodedError `file_missing` (names the absolute path tried),
 *   `file_not_regular`, `file_too_large`, `file_permission`, `file_changed`
 *   (it grew or shrank meanwhile), `file_read`.
 */
export function readWhole(path: string, options: ReadOptions = {}): Uint8Array {
  const limit = options.maxBytes ?? DEFAULT_MAX_BYTES;
  if (path === '-' && options.stdin === true) return readStandardInput(limit);
  const file = openRegular(path);
  try {
    return readOpened(path, file, limit);
  } finally {
    closeSync(file.fd);
  }
}

/** `readWhole` of a file that is open already, for callers that looked at its mode first. */
export function readOpened(path: string, file: RegularFile, limit: number): Uint8Array {
  try {
    if (file.size > limit) throw tooLarge(resolve(path), limit, file.size);
    // One byte more than the size: a file that grew shows itself. Kernel files
    // say 0 and have content; they are read until they end.
    if (file.size === 0) return readUntilEnd(file.fd, resolve(path), limit);
    return readExactly(file.fd, file.size, path);
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

function readExactly(fd: number, size: number, path: string): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size + 1);
  let done = 0;
  while (done <= size) {
    const got = readSync(fd, bytes, done, size + 1 - done, done);
    done += got;
    // Asked for one more, the system had no more: it need not be asked again.
    if (got === 0 || done === size) break;
  }
  if (done !== size) throw changed(path);
  return bytes.subarray(0, size);
}

function readUntilEnd(fd: number, name: string, limit: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const got = readSome(fd, chunk);
    if (got === 0) return Buffer.concat(chunks, size);
    size += got;
    if (size > limit) throw tooLarge(name, limit);
    chunks.push(chunk.subarray(0, got));
  }
}

function readStandardInput(limit: number): Uint8Array {
  try {
    return readUntilEnd(0, 'standard input', limit);
  } catch (error) {
    throw fileError(error, 'read', '-');
  }
}

/** Standard input may be non-blocking (a terminal shared with a shell): wait a little and ask again. */
function readSome(fd: number, chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(fd, chunk, 0, chunk.byteLength, null);
    } catch (error) {
      const system = systemCode(error);
      if (system === 'EOF') return 0; // Windows: the writing end was closed
      if (system !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function tooLarge(file: string, limit: number, size?: number): CodedError {
  const found = size === undefined ? '' : ` (it has ${size})`;
  return new CodedError('file_too_large', `${file} is larger than ${limit} bytes${found}`, {
    hint: 'check that this is the file you meant',
    where: { file },
  });
}

/** The error for a file that another process changed while it was read. */
export function changed(path: string): CodedError {
  const file = resolve(path);
  return new CodedError('file_changed', `${file} changed while it was read`, {
    hint: 'wait until its writer has finished, then run the command again',
    where: { file },
  });
}
