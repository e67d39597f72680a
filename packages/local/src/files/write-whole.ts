import { closeSync, fchmodSync, fsyncSync, mkdirSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileError } from './file-error.ts';
import { openTemp, type PlaceOptions } from './temp-file.ts';

/** How a file is put in place. */
export interface WriteOptions extends PlaceOptions {
  /** Permission bits of the new file, exactly, whatever the umask. Default 0600. */
  readonly mode?: number;
  /** Make missing parent folders, mode 0750. Default false. */
  readonly makeFolders?: boolean;
}

/**
 * Writes a file whole or not at all: temporary file in the same folder, fsync,
 * rename, fsync of the folder. A symbolic link at `path` is replaced, never
 * written through. On failure nothing is left behind.
 *
 * @param path  Destination.
 * @param bytes Content; text is written as UTF-8.
 * @throws CodedError `disk_full`, `file_permission`, `file_missing` (no such
 *   folder), `file_not_regular` (a folder or device is there), `file_exists`
 *   (`overwrite: false`), `path_unsafe`, `file_write`.
 */
export function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  options: WriteOptions = {},
): void {
  const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  if (options.makeFolders === true) makeFolder(dirname(path));
  const temp = openTemp(path);
  try {
    writeAll(temp.fd, content);
    fchmodSync(temp.fd, options.mode ?? 0o600);
    if (options.sync !== false) fsyncSync(temp.fd);
    closeSync(temp.release());
    temp.place(options);
  } catch (error) {
    temp.discard();
    throw fileError(error, 'write', path);
  }
}

/** Makes a folder and its missing parents, mode 0750. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
  } catch (error) {
    throw fileError(error, 'make', folder);
  }
}

/** Writes every byte: one call of the system may take only a part. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.byteLength) done += writeSync(fd, bytes, done, bytes.byteLength - done);
}
