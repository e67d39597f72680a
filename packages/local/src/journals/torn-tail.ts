import { existsSync, fsyncSync, ftruncateSync, readSync } from 'node:fs';
import { CodedError } from '@gait/canon';
import { writeAll, writeWhole } from '../files/write-whole.ts';

/** A last line without its line end, and what became of it. */
export interface TornTail {
  /** `completed`: it was a whole record, only its line end was missing. `set_aside`: it was a part of one. */
  readonly action: 'completed' | 'set_aside';
  /** Where the partial line began, byte offset. */
  readonly offset: number;
  /** Its length in bytes. */
  readonly length: number;
  /** Size of the journal after mending. */
  readonly size: number;
  /** Where the removed bytes were put; undefined when the line was completed. */
  readonly savedAs: string | undefined;
}

const NEWLINE = 0x0a;
const BLOCK = 64 * 1024;
/** A tail longer than this is no torn record: something else happened to the file. */
const LONGEST_TAIL = 64 * 1024 * 1024;

/**
 * Deals with what a writer killed in the middle of a line left behind, before
 * anything is appended: a tail that is a whole JSON value gets its line end, any
 * other tail moves to `<path>.torn-<offset>` and the journal ends at the last
 * whole line. Nothing is lost and nothing is silently merged.
 *
 * @param fd Open for reading and appending; the caller holds the journal's lock.
 * @returns undefined when the journal is empty or ends with a whole line.
 */
export function mendTail(path: string, fd: number, size: number): TornTail | undefined {
  if (size === 0) return undefined;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  if (last[0] === NEWLINE) return undefined;
  const offset = lastLineStart(path, fd, size);
  const tail = Buffer.alloc(size - offset);
  readFully(fd, tail, offset);
  const mended = { offset, length: tail.byteLength };
  if (isJson(tail)) {
    writeAll(fd, Uint8Array.of(NEWLINE));
    fsyncSync(fd);
    return { ...mended, action: 'completed', size: size + 1, savedAs: undefined };
  }
  const savedAs = saveAside(path, offset, tail);
  ftruncateSync(fd, offset);
  fsyncSync(fd);
  return { ...mended, action: 'set_aside', size: offset, savedAs };
}

/** A second torn tail at the same place does not replace the first: it gets a number. */
function saveAside(path: string, offset: number, tail: Uint8Array): string {
  for (let copy = 1; ; copy += 1) {
    const savedAs = copy === 1 ? `${path}.torn-${offset}` : `${path}.torn-${offset}-${copy}`;
    if (existsSync(savedAs)) continue;
    writeWhole(savedAs, tail, { overwrite: false });
    return savedAs;
  }
}

function lastLineStart(path: string, fd: number, size: number): number {
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - BLOCK);
    const block = Buffer.alloc(end - start);
    readFully(fd, block, start);
    const found = block.lastIndexOf(NEWLINE);
    if (found >= 0) return start + found + 1;
    if (size - start > LONGEST_TAIL) throw tooLong(path);
    end = start;
  }
  return 0;
}

function readFully(fd: number, into: Uint8Array, offset: number): void {
  let done = 0;
  while (done < into.byteLength) {
    const got = readSync(fd, into, done, into.byteLength - done, offset + done);
    if (got === 0) return;
    done += got;
  }
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function tooLong(path: string): CodedError {
  return new CodedError(
    'file_too_large',
    `the last line of ${path} has no end within ${LONGEST_TAIL} bytes`,
    {
      hint: 'check that this is a journal',
      where: { file: path },
    },
  );
}
