import { closeSync, fdatasync, fstatSync, ftruncateSync, unlinkSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { dirname, join } from 'node:path';
import { CodedError } from '@gait/canon';
import { openNew } from '../files/create-unused.ts';
import { fileError } from '../files/file-error.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { makeFolder } from '../files/write-whole.ts';
import { CHAIN_START, chainLine, lineHash } from './chain-line.ts';

/** A journal of decisions that one process writes. */
export interface TraceJournal {
  /** The file that is written now. */
  readonly path: string;
  /**
   * Appends a line. The promise settles when the line is on the disk: nothing may be told to a
   * caller before. Lines of callers that wait at the same time share one write and one fsync.
   *
   * @param line JSON text without a line end.
   * @throws CodedError `disk_full`, `file_write`, `trace_journal_closed`. Where the lines could be
   *   taken back (the disk was full) the next call tries again; otherwise every later call fails
   *   too, because what the disk holds is no longer known.
   */
  append(line: string): Promise<void>;
  /** Why the last lines were not kept; undefined when they were. */
  readonly fault: () => CodedError | undefined;
  /** Waits for what is under way and closes the file; one without a line is removed. */
  close(): Promise<void>;
}

/** How a journal is kept. */
export interface TraceJournalOptions {
  /** A new file is begun when one is larger than this, bytes. Default 64 MiB. */
  readonly maxBytes?: number;
  /** What distinguishes this process's files; part of their names. */
  readonly label: string;
  /**
   * Each line, which must be a JSON object with members, is written with its place in the chain
   * (`journal`, `part`, `seq`, `prev`): a line that is changed, removed or moved is then noticed.
   */
  readonly chained?: boolean;
}

interface Waiting {
  readonly line: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

const writeAsync = promisify(write);
const syncAsync = promisify(fdatasync);
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Opens a journal in a folder: a new file for every process, so that no writer waits for
 * another's lock and none can overwrite what another acknowledged.
 *
 * @throws CodedError `file_permission`, `disk_full`, `file_write`.
 */
export function openTraceJournal(folder: string, options: TraceJournalOptions): TraceJournal {
  makeFolder(folder);
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  let part = 1;
  let file = startFile(folder, options.label, part);
  let size = 0;
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let fault: CodedError | undefined;
  /** False when nobody knows any more what the file holds. */
  let sound = true;
  let closed = false;
  /** The last line that is on the disk. */
  let last = { seq: 0, hash: CHAIN_START };

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (fault !== undefined && !sound) throw fault;
        await commit(batch);
        fault = undefined;
        for (const { done } of batch) done();
      } catch (error) {
        fault = fileError(error, 'write', file.path);
        for (const { failed } of batch) failed(fault);
      }
    }
    running = undefined;
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    if (size >= maxBytes) nextFile();
    const { text, end } = placed(batch);
    const bytes = Buffer.from(text, 'utf8');
    let done = 0;
    try {
      while (done < bytes.byteLength) {
        const { bytesWritten } = await writeAsync(
          file.fd,
          bytes,
          done,
          bytes.byteLength - done,
          size + done,
        );
        done += bytesWritten;
      }
    } catch (error) {
      // None of these lines was acknowledged: none may be found later.
      sound = takeBack(file.fd, size);
      throw error;
    }
    try {
      await syncAsync(file.fd);
    } catch (error) {
      // The system may have dropped what it could not write, of this file or of earlier lines.
      sound = false;
      takeBack(file.fd, size);
      throw error;
    }
    size += bytes.byteLength;
    last = end;
  }

  /** The text of lines, and what the chain ends with once they are on the disk. */
  function placed(batch: readonly Waiting[]): { text: string; end: typeof last } {
    if (options.chained !== true)
      return { text: batch.map(({ line }) => `${line}\n`).join(''), end: last };
    let text = '';
    let end = last;
    for (const { line } of batch) {
      const seq = end.seq + 1;
      const written = chainLine(line, { journal: options.label, part, seq, prev: end.hash });
      text += `${written}\n`;
      end = { seq, hash: lineHash(written) };
    }
    return { text, end };
  }

  function nextFile(): void {
    const before = file.fd;
    part += 1;
    file = startFile(folder, options.label, part);
    size = 0;
    closeSync(before);
  }

  return {
    get path() {
      return file.path;
    },
    append(line) {
      if (closed) return Promise.reject(closedError(file.path));
      if (line.includes('\n')) return Promise.reject(lineEnd());
      return new Promise<void>((done, failed) => {
        waiting.push({ line, done, failed });
        // In a later turn, so that callers of this turn are in the first batch too.
        running ??= Promise.resolve().then(flush);
      });
    },
    fault: () => fault,
    async close() {
      if (closed) return;
      closed = true;
      await running;
      closeSync(file.fd);
      // A gate that decided nothing leaves nothing behind.
      if (size === 0 && fault === undefined) unlinkSync(file.path);
    },
  };
}

function startFile(folder: string, label: string, part: number): { path: string; fd: number } {
  const path = join(folder, `traces-${label}-${String(part).padStart(4, '0')}.jsonl`);
  try {
    const fd = openNew(path);
    syncFolder(dirname(path));
    return { path, fd };
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

/** Cuts the file back to what was acknowledged; false when it cannot be. */
function takeBack(fd: number, size: number): boolean {
  try {
    if (fstatSync(fd).size > size) ftruncateSync(fd, size);
    return true;
  } catch {
    return false;
  }
}

function closedError(path: string): CodedError {
  return new CodedError('trace_journal_closed', `the trace journal ${path} is closed`, {
    hint: 'start the gate again',
  });
}

function lineEnd(): CodedError {
  return new CodedError('invalid_input', 'a journal line may not contain a line end', {
    hint: 'encode the record as one line of JSON',
  });
}
