import { closeSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { fileError } from '../files/file-error.ts';
import { openRegular } from '../files/open-regular.ts';

/** One line of a journal. */
export interface JournalLine {
  /** Counted from 1, from where the reading began. */
  readonly number: number;
  /** Byte offset of its start. */
  readonly offset: number;
  /** Without its line end. */
  readonly bytes: Uint8Array;
  /** False: the last line, and its line end is missing (a writer was killed, or a person edited it). */
  readonly complete: boolean;
}

const BLOCK = 64 * 1024;
/** The reference's limit on a session journal line. */
const LONGEST_LINE = 8 * 1024 * 1024;

/**
 * Reads a journal line by line in memory bounded by its longest line.
 *
 * @param options.maxLineBytes Longest line accepted, default 8 MiB.
 * @param options.from Byte offset of the line to begin with, default 0.
 * @throws CodedError `file_missing`, `file_not_regular`, `file_permission`,
 *   `file_too_large` (a line, with its number), `file_read`.
 */
export function* readLines(
  path: string,
  options: { readonly maxLineBytes?: number; readonly from?: number } = {},
): Generator<JournalLine> {
  const limit = options.maxLineBytes ?? LONGEST_LINE;
  const file = openRegular(path);
  let rest = Buffer.alloc(0);
  let offset = options.from ?? 0;
  let number = 1;
  try {
    for (let position = offset; ;) {
      const block = Buffer.allocUnsafe(BLOCK);
      const got = readBlock(path, file.fd, block, position);
      if (got === 0) break;
      position += got;
      rest =
        rest.byteLength === 0
          ? block.subarray(0, got)
          : Buffer.concat([rest, block.subarray(0, got)]);
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        if (end > limit) throw lineTooLong(path, number, limit);
        yield { number, offset, bytes: rest.subarray(0, end), complete: true };
        rest = rest.subarray(end + 1);
        offset += end + 1;
        number += 1;
      }
      if (rest.byteLength > limit) throw lineTooLong(path, number, limit);
    }
    if (rest.byteLength > 0) yield { number, offset, bytes: rest, complete: false };
  } finally {
    closeSync(file.fd);
  }
}

function readBlock(path: string, fd: number, block: Uint8Array, position: number): number {
  try {
    return readSync(fd, block, 0, block.byteLength, position);
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

function lineTooLong(path: string, line: number, limit: number): CodedError {
  const file = resolve(path);
  return new CodedError('file_too_large', `line ${line} of ${file} is longer than ${limit} bytes`, {
    hint: 'check that this is a journal',
    where: { file, line },
  });
}
