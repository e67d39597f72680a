import { closeSync, readSync } from 'node:fs';
import { isCodedError } from '@gait/canon';
import { readJournalLine, type JournalEntry } from '@gait/evidence';
import { openRegular } from '../files/open-regular.ts';

const BLOCK = 64 * 1024;
const LINE_FEED = 0x0a;

/** The end of a journal: its size, and its last entry if that is whole and not longer than 64 KiB. */
export interface JournalTail {
  readonly size: number;
  readonly last: JournalEntry | undefined;
}

/** Reads the end of a journal in constant time; undefined when there is no journal. */
export function readTail(path: string): JournalTail | undefined {
  let file;
  try {
    file = openRegular(path);
  } catch (error) {
    if (isCodedError(error) && error.code === 'file_missing') return undefined;
    throw error;
  }
  try {
    const length = Math.min(BLOCK, file.size);
    const block = Buffer.alloc(length);
    const got = readSync(file.fd, block, 0, length, file.size - length);
    return { size: file.size, last: lastEntry(block.subarray(0, got)) };
  } finally {
    closeSync(file.fd);
  }
}

function lastEntry(block: Uint8Array): JournalEntry | undefined {
  if (block.at(-1) !== LINE_FEED) return undefined;
  const start = block.lastIndexOf(LINE_FEED, block.length - 2) + 1;
  const bytes = block.subarray(start, block.length - 1);
  return readJournalLine({ number: 0, offset: 0, bytes, complete: true }).entry;
}
