import { closeSync, fsyncSync, renameSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodedError, sha256Hex } from '@gait/canon';
import { openNew } from '../files/create-unused.ts';
import { fileError, systemCode } from '../files/file-error.ts';
import { readWhole } from '../files/read-whole.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { writeAll } from '../files/write-whole.ts';
import { assertPlainPath } from './change-path.ts';

/** One file before and after; undefined: not there. */
export interface JournaledChange {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
  /** Permission bits before. Undefined: the file is new. */
  readonly mode: number | undefined;
  readonly executable: boolean;
}

/** Everything that is needed to complete a set of changes or to undo it. */
export interface ChangeJournal {
  readonly root: string;
  /** Sixteen hex digits in the names of this set's temporary files. */
  readonly id: string;
  readonly sync: boolean;
  /** Folders that are made, the outer one first. */
  readonly folders: readonly string[];
  /** Folders that are removed if they are empty, the outer one first. */
  readonly emptied: readonly string[];
  readonly changes: readonly JournaledChange[];
}

interface Header extends Omit<ChangeJournal, 'changes'> {
  readonly changes: readonly {
    readonly path: string;
    readonly before: number | null;
    readonly after: number | null;
    readonly mode: number | null;
    readonly executable: boolean;
  }[];
}

const MAGIC = 'gait changes 1 ';
/** Length of the first line: a SHA-256 and the line's end behind the magic word. */
const HEAD = MAGIC.length + 65;
const LARGEST = 1024 * 1024 * 1024;

/**
 * The journal of a root: one for each, in the user's state folder.
 *
 * @param stateFolder absolute, from `stateHome`
 * @param root absolute, links resolved
 */
export function changeJournalPath(stateFolder: string, root: string): string {
  return join(stateFolder, 'changes', `${sha256Hex(root).slice(0, 32)}.journal`);
}

/** The journal as bytes: a line with the digest of what follows, a line of JSON, all contents. */
function encodeJournal(journal: ChangeJournal): Uint8Array {
  const contents = journal.changes.flatMap(({ before, after }) =>
    [before, after].filter((bytes) => bytes !== undefined),
  );
  const header: Header = {
    ...journal,
    changes: journal.changes.map(({ path, before, after, mode, executable }) => ({
      path,
      before: before?.length ?? null,
      after: after?.length ?? null,
      mode: mode ?? null,
      executable,
    })),
  };
  const parts = [Buffer.from(`${JSON.stringify(header)}\n`), ...contents];
  const size = parts.reduce((sum, { length }) => sum + length, HEAD);
  // Filled once: an install of everything has megabytes.
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = HEAD;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  bytes.write(`${MAGIC}${sha256Hex(bytes.subarray(HEAD))}\n`, 'latin1');
  return bytes;
}

/**
 * Reads a journal that a killed process left. It became visible whole, so that one which is not
 * whole was damaged later.
 *
 * @throws CodedError `change_journal_invalid`, and what reading a file throws
 */
export function readJournal(file: string, root: string): ChangeJournal {
  const bytes = readWhole(file, { maxBytes: LARGEST });
  const line = Buffer.from(bytes.subarray(0, HEAD)).toString('latin1');
  const rest = bytes.subarray(HEAD);
  if (line !== `${MAGIC}${sha256Hex(rest)}\n`) throw invalid(file, 'its digest does not agree');
  const end = rest.indexOf(10);
  // The digest says that we wrote it, so its shape is ours.
  const header = JSON.parse(Buffer.from(rest.subarray(0, end)).toString('utf8')) as Header;
  if (header.root !== root) throw invalid(file, `it is about ${header.root}`);
  let at = end + 1;
  const take = (length: number | null): Uint8Array | undefined => {
    if (length === null) return undefined;
    at += length;
    return rest.subarray(at - length, at);
  };
  for (const folder of [...header.folders, ...header.emptied]) assertPlainPath(folder);
  const changes = header.changes.map(({ path, before, after, mode, executable }) => {
    assertPlainPath(path);
    return { path, before: take(before), after: take(after), mode: mode ?? undefined, executable };
  });
  if (at !== rest.length) throw invalid(file, 'its contents do not agree with its list');
  return { ...header, changes };
}

function invalid(file: string, why: string): CodedError {
  return new CodedError('change_journal_invalid', `the journal ${file} cannot be used: ${why}`, {
    hint: 'look at the files that it names, then remove it; the files it was about are as they are',
    where: { file },
  });
}

/**
 * Makes a journal visible, whole and on the disk. The caller holds its lock, so that the draft may
 * have a fixed name: killed processes leave one at most.
 */
export function writeJournal(path: string, journal: ChangeJournal): void {
  const bytes = encodeJournal(journal);
  const draft = `${path}.draft`;
  try {
    unlinkIfThere(draft);
    const fd = openNew(draft);
    try {
      writeAll(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    unlinkIfThere(draft);
    throw fileError(error, 'write', path);
  }
}

/** What it was about is done. */
export function dropJournal(path: string): void {
  unlinkIfThere(path);
  syncFolder(dirname(path));
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw fileError(error, 'write', path);
  }
}
