import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, sha256Hex } from '@gait/canon';
import { openRegular } from '../files/open-regular.ts';
import { readOpened } from '../files/read-whole.ts';
import type { ChangeJournal, JournaledChange } from './change-journal.ts';
import { assertOpenWay, assertPlainPath, foldersAbove, kindAt, unsafe } from './change-path.ts';
import type { ChangeOptions, ChangeReport, FileChange } from './file-change.ts';

/** Largest file that is replaced or removed: it must fit into the journal. */
const LARGEST_BEFORE = 64 * 1024 * 1024;

/** What will be done, and what that comes to. */
export interface ChangePlan {
  readonly journal: ChangeJournal;
  readonly report: ChangeReport;
}

/**
 * Looks at every file that is to change, and reads what would be lost.
 *
 * @throws CodedError `change_path_unsafe`, `change_target_changed`, and what reading files throws
 */
export function planChanges(
  root: string,
  changes: readonly FileChange[],
  options: ChangeOptions,
): ChangePlan {
  refuseClashes(changes.map(({ path }) => path));
  const report = { created: [], replaced: [], removed: [], unchanged: [], folders: [] } as {
    -readonly [K in keyof ChangeReport]: string[];
  };
  const journaled: JournaledChange[] = [];
  const missing = new Set<string>();
  const present = new Set<string>();
  const seen = new Set<string>();
  for (const change of changes) {
    // Below a folder that is not there nothing is.
    const isNew = foldersAbove(change.path).some((folder) => missing.has(folder));
    if (!isNew) assertOpenWay(root, change.path, seen);
    const found = lookAt(root, change, isNew);
    const list = outcomeOf(change, found?.bytes);
    report[list].push(change.path);
    if (list === 'unchanged') continue;
    if (list === 'created')
      for (const folder of foldersAbove(change.path)) {
        if (missing.has(folder) || present.has(folder)) continue;
        const isMissing = isNewBelow(folder, missing) || kindAt(join(root, folder)) === 'nothing';
        (isMissing ? missing : present).add(folder);
      }
    journaled.push({
      path: change.path,
      before: found?.bytes,
      after: change.content,
      mode: found?.mode,
      executable: change.executable ?? false,
      ...(change.durable === true ? { durable: true } : {}),
    });
  }
  report.folders.push(...missing);
  const journal: ChangeJournal = {
    root,
    id: Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex'),
    sync: options.sync !== 'journal',
    folders: report.folders,
    emptied: foldersToDrop(root, options.emptied ?? []),
    changes: journaled,
  };
  return { journal, report };
}

function isNewBelow(folder: string, missing: ReadonlySet<string>): boolean {
  return missing.has(folder.slice(0, Math.max(0, folder.lastIndexOf('/'))));
}

function outcomeOf(
  { content }: FileChange,
  there: Uint8Array | undefined,
): 'created' | 'replaced' | 'removed' | 'unchanged' {
  if (content === undefined) return there === undefined ? 'unchanged' : 'removed';
  if (there === undefined) return 'created';
  return Buffer.compare(there, content) === 0 ? 'unchanged' : 'replaced';
}

/** One name twice, or a file where another name needs a folder: no order of writing makes both true. */
function refuseClashes(paths: readonly string[]): void {
  const files = new Set<string>();
  for (const path of paths) {
    assertPlainPath(path);
    if (files.has(path)) throw unsafe(path, 'it is named twice');
    files.add(path);
  }
  for (const path of paths) {
    const blocked = foldersAbove(path).find((folder) => files.has(folder));
    if (blocked !== undefined) throw unsafe(path, `${blocked} is to be a file`);
  }
}

function lookAt(
  root: string,
  change: FileChange,
  isNew: boolean,
): { bytes: Uint8Array; mode: number } | undefined {
  const path = join(root, change.path);
  const kind = isNew ? 'nothing' : kindAt(path);
  if (kind === 'folder' || kind === 'other')
    throw unsafe(
      change.path,
      kind === 'folder' ? 'a folder is there' : 'a link or device is there',
    );
  const found = kind === 'file' ? readWithMode(path) : undefined;
  if (change.expected === undefined) return found;
  const digest = found === undefined ? null : sha256Hex(found.bytes);
  if (digest !== change.expected) throw changedMeanwhile(path);
  return found;
}

/** The error for a file that is not what it was when its change was planned. */
export function changedMeanwhile(file: string): CodedError {
  return new CodedError('change_target_changed', `${file} changed after this was planned`, {
    hint: 'run the command again',
    where: { file },
  });
}

function readWithMode(path: string): { bytes: Uint8Array; mode: number } {
  const file = openRegular(path, { followLinks: false });
  try {
    return { bytes: readOpened(path, file, LARGEST_BEFORE), mode: file.mode & 0o777 };
  } finally {
    closeSync(file.fd);
  }
}

/** Folders that are there, the outer one first. */
function foldersToDrop(root: string, emptied: readonly string[]): readonly string[] {
  const there = emptied.filter((folder) => {
    assertPlainPath(folder);
    return kindAt(join(root, folder)) === 'folder';
  });
  return [...new Set(there)].sort((a, b) => a.length - b.length);
}
