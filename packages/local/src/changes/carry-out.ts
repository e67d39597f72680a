import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  constants,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256Hex } from '@gait/canon';
import { fileError, systemCode } from '../files/file-error.ts';
import { readWhole } from '../files/read-whole.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { renameOver } from '../files/temp-file.ts';
import { writeAll } from '../files/write-whole.ts';
import type { ChangeJournal, JournaledChange } from './change-journal.ts';
import { assertOpenWay, blockedWay, foldersAbove, kindAt, unsafe } from './change-path.ts';

/** Which way a journal is carried out. */
export type Direction = 'after' | 'before';

/** Whether a file is as before, as after, or as somebody else left it. */
function stateOf(root: string, change: JournaledChange): Direction | 'foreign' {
  const path = join(root, change.path);
  const kind = kindAt(path);
  if (kind === 'folder' || kind === 'other') return 'foreign';
  const there = kind === 'file' ? readWhole(path) : undefined;
  if (isSame(there, change.after)) return 'after';
  return isSame(there, change.before) ? 'before' : 'foreign';
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Buffer.compare(one, other) === 0;
}

/**
 * Brings every file of a journal that is not foreign into one state. Whatever can fail for want of
 * space comes first: new contents are written beside their places, then all are renamed. May be
 * repeated after a kill at any moment.
 *
 * @param planned every file was looked at a moment ago and is as before
 * @returns paths that somebody else has changed and that were left alone
 * @throws CodedError what writing a file throws, `change_path_unsafe`
 */
export function carryOut(
  journal: ChangeJournal,
  direction: Direction,
  planned = false,
): readonly string[] {
  const { root, changes } = journal;
  const seen = new Set<string>();
  const reached = changes.filter(({ path }) => blockedWay(root, path, seen) === undefined);
  if (!planned) dropTemporaries(journal, reached);
  const states = new Map(
    reached.map((change) => [change, planned ? 'before' : stateOf(root, change)] as const),
  );
  const open = reached
    .filter((change) => states.get(change) === opposite(direction))
    .map((change): OpenChange => ({ ...change, temp: temporaryOf(journal, change.path) }));
  const above = new Set(open.flatMap(({ path }) => foldersAbove(path)));
  for (const folder of foldersOf(journal, direction))
    if (above.has(folder)) makeFolder(join(root, folder));
  for (const change of open) prepare(journal, change, direction);
  // Again, and for every folder: preparing took time.
  seen.clear();
  for (const { path } of open) assertOpenWay(root, path, seen);
  for (const change of open) place(journal, change, direction);
  for (const folder of foldersOf(journal, opposite(direction)).toReversed())
    if (blockedWay(root, `${folder}/`, new Set()) === undefined) dropFolder(join(root, folder));
  // The journal goes next: what only it held must be where it belongs before that.
  const lasting = open.filter((change) => mustLast(journal, change)).map(({ path }) => path);
  const changed = [...lasting, ...(journal.sync ? [...journal.folders, ...journal.emptied] : [])];
  for (const folder of new Set(changed.map((path) => dirname(path))))
    syncFolder(join(root, folder));
  return changes
    .filter((change) => (states.get(change) ?? 'foreign') === 'foreign')
    .map(({ path }) => path);
}

/** Folders that exist for this set's sake in one state and not in the other, the outer one first. */
function foldersOf(journal: ChangeJournal, direction: Direction): readonly string[] {
  return direction === 'after' ? journal.folders : journal.emptied;
}

function opposite(direction: Direction): Direction {
  return direction === 'after' ? 'before' : 'after';
}

/** A change that is to be made, and where its content is written first. */
interface OpenChange extends JournaledChange {
  readonly temp: string;
}

/** Removes temporary files of this set, which a killed process may have left. */
function dropTemporaries(journal: ChangeJournal, changes: readonly JournaledChange[]): void {
  for (const { path } of changes) {
    const temp = temporaryOf(journal, path);
    if (kindAt(temp) === 'file') remove(temp);
  }
}

/** Short, whatever the file is called: names end at 255 bytes. */
function temporaryOf({ root, id }: ChangeJournal, path: string): string {
  return join(root, dirname(path), `.${sha256Hex(path).slice(0, 16)}.tmp-${id}`);
}

/** What was there before is nowhere else once the journal is gone. */
function mustLast({ sync }: ChangeJournal, { before, durable }: JournaledChange): boolean {
  return sync || durable === true || before !== undefined;
}

function prepare(journal: ChangeJournal, change: OpenChange, direction: Direction): void {
  const content = change[direction];
  if (content === undefined) return;
  const { temp } = change;
  try {
    // The bits of a new file are what the user's umask leaves of them.
    const flags =
      constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
    const fd = openSync(temp, flags, change.executable ? 0o777 : 0o666);
    try {
      writeAll(fd, content);
      if (change.mode !== undefined) fchmodSync(fd, change.mode);
      if (mustLast(journal, change)) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw fileError(error, 'write', join(journal.root, change.path));
  }
}

function place(journal: ChangeJournal, change: OpenChange, direction: Direction): void {
  const path = join(journal.root, change.path);
  // Changed since it was looked at: what somebody wrote meanwhile is not lost.
  if (stateOf(journal.root, change) === 'foreign')
    throw unsafe(change.path, 'somebody else changed it meanwhile');
  if (change[direction] === undefined) {
    if (kindAt(path) === 'file') remove(path);
    return;
  }
  try {
    renameOver(change.temp, path);
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o777 });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw fileError(error, 'make', path);
  }
}

/** A folder that holds something, or is gone already, stays as it is. */
function dropFolder(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT', 'EEXIST', 'ENOTDIR'].includes(systemCode(error)))
      throw fileError(error, 'write', path);
  }
}
