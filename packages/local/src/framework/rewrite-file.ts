import { closeSync } from 'node:fs';
import { openRegular } from '../files/open-regular.ts';
import { changed, readOpened } from '../files/read-whole.ts';
import { writeWhole } from '../files/write-whole.ts';

/**
 * Replaces the content of a plain file, whole or not at all, and keeps its mode. Nothing is
 * written when the file is no longer what was looked at.
 *
 * @throws CodedError `file_changed`, `file_missing`, `file_not_regular`, `path_unsafe` (a link),
 *   and those of `writeWhole`
 */
export function rewriteFile(path: string, before: Uint8Array, after: Uint8Array): void {
  const file = openRegular(path, { followLinks: false });
  try {
    const now = readOpened(path, file, Number.MAX_SAFE_INTEGER);
    if (Buffer.compare(now, before) !== 0) throw changed(path);
  } finally {
    closeSync(file.fd);
  }
  writeWhole(path, after, { mode: file.mode });
}
