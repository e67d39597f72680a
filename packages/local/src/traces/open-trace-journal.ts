import {
  closeSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
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

/** Lines that were written together and are on their way to the disk. */
interface Commit {
  /** Counts the commits. */
  readonly turn: number;
  readonly lines: readonly Waiting[];
  /** What the file held before them. */
  readonly before: Written;
  /** How the fsync ended; undefined: it has not. */
  outcome: 'kept' | Error | undefined;
}

/** How far a file was written. */
interface Written {
  readonly size: number;
  /** The last line of the chain. */
  readonly seq: number;
  readonly hash: string;
}

/** While one commit is on its way the next is written: a disk takes two in little more than the time of one. */
const MOST_COMMITS = 2;
/** While a commit is on its way, fewer lines than this wait for its end: each commit has its price. */
const FEWEST_LINES = 4;
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
  let written: Written = { size: 0, seq: 0, hash: CHAIN_START };
  let waiting: Waiting[] = [];
  const commits: Commit[] = [];
  let isDue = false;
  /** Lines of the last two commits. */
  let together: readonly [number, number] = [0, 0];
  let turn = 0;
  let fault: CodedError | undefined;
  /** The last commit that was begun before it: a later one that succeeds mends it. */
  let faultTurn = 0;
  /** False when nobody knows any more what the file holds. */
  let sound = true;
  let closed = false;
  let onIdle: (() => void) | undefined;

  /** Half of those who come at the same time: the others decide while these are on their way. */
  function areEnough(): boolean {
    return waiting.length >= FEWEST_LINES && 2 * waiting.length >= together[0] + together[1];
  }

  function mayBegin(): boolean {
    if (commits.length === 0) return waiting.length > 0;
    return commits.length < MOST_COMMITS && areEnough();
  }

  function writeWaiting(): void {
    isDue = false;
    while (mayBegin()) {
      const isFull = written.size >= maxBytes;
      // The file is not left while something of it is on its way.
      if (isFull && commits.length > 0) return;
      const lines = waiting;
      waiting = [];
      try {
        if (fault !== undefined && !sound) throw fault;
        if (isFull) nextFile();
        begin(lines);
      } catch (error) {
        refuse(lines, error);
      }
    }
    if (waiting.length === 0 && commits.length === 0) onIdle?.();
  }

  function begin(lines: readonly Waiting[]): void {
    const before = written;
    const { text, end } = placed(lines);
    const bytes = Buffer.from(text, 'utf8');
    try {
      for (let done = 0; done < bytes.byteLength;) {
        done += writeSync(file.fd, bytes, done, bytes.byteLength - done, before.size + done);
      }
    } catch (error) {
      // None of these lines was acknowledged: none may be found later.
      sound = takeBack(file.fd, before.size);
      throw error;
    }
    written = { size: before.size + bytes.byteLength, ...end };
    turn += 1;
    const commit: Commit = { turn, lines, before, outcome: undefined };
    commits.push(commit);
    together = [lines.length, together[0]];
    // Each by a descriptor of its own: the system tells a lost write once for each of them, so two that
    // are asked at the same time through one could take the error from one another.
    fdatasync(turn % 2 === 0 ? file.fd : file.second, (error) => {
      commit.outcome = error ?? 'kept';
      settle();
    });
  }

  /** In the order of the lines. When one commit is lost, all that are on their way are. */
  function settle(): void {
    const lost = commits.find(({ outcome }) => outcome instanceof Error)?.outcome;
    const kept: Waiting[] = [];
    if (lost !== undefined) {
      // The system may have dropped what it could not write, of this file or of earlier lines.
      sound = false;
      takeBack(file.fd, commits[0]?.before.size ?? 0);
      for (const { lines } of commits.splice(0)) refuse(lines, lost);
    }
    for (let first = commits[0]; first?.outcome === 'kept'; first = commits[0]) {
      commits.shift();
      if (first.turn > faultTurn) fault = undefined;
      kept.push(...first.lines);
    }
    // Before those who waited go on: the disk has something to do while they decide again.
    writeWaiting();
    for (const { done } of kept) done();
  }

  function refuse(lines: readonly Waiting[], error: unknown): void {
    fault = fileError(error, 'write', file.path);
    faultTurn = turn;
    for (const { failed } of lines) failed(fault);
  }

  /** The text of lines, and what the chain ends with behind them. */
  function placed(lines: readonly Waiting[]): { text: string; end: Omit<Written, 'size'> } {
    let { seq, hash } = written;
    if (options.chained !== true)
      return { text: lines.map(({ line }) => `${line}\n`).join(''), end: { seq, hash } };
    let text = '';
    for (const { line } of lines) {
      seq += 1;
      const chained = chainLine(line, { journal: options.label, part, seq, prev: hash });
      text += `${chained}\n`;
      hash = lineHash(chained);
    }
    return { text, end: { seq, hash } };
  }

  function nextFile(): void {
    const before = file;
    part += 1;
    file = startFile(folder, options.label, part);
    written = { ...written, size: 0 };
    closeFile(before);
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
        if (areEnough()) {
          writeWaiting();
        } else if (!isDue) {
          isDue = true;
          // Whoever is ready in this turn shares the commit.
          setImmediate(writeWaiting);
        }
      });
    },
    fault: () => fault,
    async close() {
      if (closed) return;
      closed = true;
      if (waiting.length > 0 || commits.length > 0) {
        await new Promise<void>((idle) => {
          onIdle = idle;
        });
      }
      closeFile(file);
      // A gate that decided nothing leaves nothing behind.
      if (written.size === 0 && fault === undefined) unlinkSync(file.path);
    },
  };
}

interface JournalFile {
  readonly path: string;
  /** What is written through. */
  readonly fd: number;
  readonly second: number;
}

function startFile(folder: string, label: string, part: number): JournalFile {
  const path = join(folder, `traces-${label}-${String(part).padStart(4, '0')}.jsonl`);
  try {
    const fd = openNew(path);
    syncFolder(dirname(path));
    return { path, fd, second: openSync(path, 'r+') };
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

function closeFile({ fd, second }: JournalFile): void {
  closeSync(fd);
  closeSync(second);
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
