import { closeSync, openSync, readSync, unlinkSync } from 'node:fs';
import { fileError } from './file-error.ts';
import { writeAll } from './write-whole.ts';

/** Bytes that are written once and read once, larger than memory if need be. */
export interface SpoolFile {
  write(bytes: Uint8Array): void;
  /** All that was written, from its beginning. */
  chunks(): Iterable<Uint8Array>;
  close(): void;
}

const CHUNK = 64 * 1024;

/**
 * Opens a new file for what is only known piece by piece. Its name is gone at once where the
 * system allows it: nobody else can put something in its place.
 *
 * @throws CodedError `disk_full`, `file_write`, `file_permission`, `file_exists`
 */
export function openSpool(path: string): SpoolFile {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw fileError(error, 'write', path);
    }
  };
  const fd = attempt(() => openSync(path, 'wx+', 0o600));
  if (process.platform !== 'win32') attempt(() => unlinkSync(path));
  return {
    write: (bytes) => attempt(() => writeAll(fd, bytes)),
    *chunks() {
      const buffer = new Uint8Array(CHUNK);
      for (let offset = 0; ;) {
        const length = attempt(() => readSync(fd, buffer, 0, CHUNK, offset));
        if (length === 0) return;
        offset += length;
        yield buffer.slice(0, length);
      }
    },
    close: () => closeSync(fd),
  };
}
