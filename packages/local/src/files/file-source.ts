import { closeSync, fstatSync, readSync } from 'node:fs';
import { fileError } from './file-error.ts';
import { openRegular, type RegularFile } from './open-regular.ts';
import { changed } from './read-whole.ts';

/** Random access to a file's bytes; has the shape of evidence's `ByteSource`. */
export interface FileSource {
  /** Bytes in the file when it was opened. */
  readonly size: number;
  /** Bytes from `offset`; shorter than `length` only where the file ends. */
  read(offset: number, length: number): Uint8Array;
  /** Releases the file. Reading afterwards is a programming error. */
  close(): void;
}

/** Files up to this size are read at once: one call of the system instead of many. */
export const SMALL_FILE = 8 * 1024 * 1024;

/**
 * Opens a plain file as a byte source. A file that changes while it is open is
 * refused with `file_changed`: what was verified must be what was read.
 *
 * @throws CodedError `file_missing`, `file_not_regular`, `file_permission`,
 *   `file_changed`, `file_read`.
 */
export function openFileSource(path: string): FileSource {
  const file = openRegular(path);
  if (file.size > SMALL_FILE) return largeSource(path, file);
  try {
    const bytes = readAt(file.fd, path, 0, file.size);
    refuseChange(path, file);
    return smallSource(bytes);
  } finally {
    closeSync(file.fd);
  }
}

function smallSource(bytes: Uint8Array): FileSource {
  return {
    size: bytes.byteLength,
    read: (offset, length) => bytes.subarray(offset, Math.min(offset + length, bytes.byteLength)),
    close: () => undefined,
  };
}

function largeSource(path: string, file: RegularFile): FileSource {
  let open = true;
  return {
    size: file.size,
    read(offset, length) {
      const bytes = readAt(
        file.fd,
        path,
        offset,
        Math.max(0, Math.min(length, file.size - offset)),
      );
      refuseChange(path, file);
      return bytes;
    },
    close() {
      if (open) closeSync(file.fd);
      open = false;
    },
  };
}

function refuseChange(path: string, file: RegularFile): void {
  const now = fstatSync(file.fd);
  if (now.size !== file.size || now.mtimeMs !== file.mtimeMs) throw changed(path);
}

function readAt(fd: number, path: string, offset: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(length);
  let done = 0;
  try {
    while (done < length) {
      const got = readSync(fd, bytes, done, length - done, offset + done);
      if (got === 0) throw changed(path);
      done += got;
    }
  } catch (error) {
    throw fileError(error, 'read', path);
  }
  return bytes;
}
