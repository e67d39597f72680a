import { renameSync, rmSync } from 'node:fs';
import {
  encodeUndo,
  LOCK_FILE,
  packAll,
  readLock,
  readStore,
  readUndo,
  STORE_FILE,
  type LockedFile,
  type UndoFile,
  type UndoSnapshot,
} from '@gait/agents';
import { CodedError, sha256Hex } from '@gait/canon';
import {
  AGENT_AUDIT,
  changeFiles,
  isThere,
  presentFiles,
  readAudit,
  readWhole,
  writeWhole,
  type ChangeOptions,
  type ChangePlace,
  type FileChange,
} from '@gait/local';
import { packing } from '../install/packing.ts';
import { bytesAt, type FoundLock } from '../install/project-state.ts';

/**
 * The snapshot of a project: beside its journal in the user's folder. In the repository whoever
 * sends a change could write it, and a rollback would carry it out.
 */
function undoPath({ journal }: ChangePlace): string {
  return `${journal}.undo`;
}

/** Kept until it is known that the changes were made. */
function pendingPath(place: ChangePlace): string {
  return `${undoPath(place)}.pending`;
}

/** What is about to happen to a project. */
export interface UndoRequest {
  readonly action: UndoSnapshot['action'];
  readonly before: FoundLock | undefined;
  readonly changes: readonly FileChange[];
  readonly options: ChangeOptions;
}

/**
 * Makes changes that `krci-ai rollback` can take back. The snapshot counts once the audit tells of
 * the changes: killed at any moment, either both are there or neither.
 *
 * @throws CodedError what `changeFiles` throws
 */
export function changeWithUndo(place: ChangePlace, request: UndoRequest): void {
  const { changes, options } = request;
  writeWhole(pendingPath(place), Buffer.from(encodeUndo(takeSnapshot(place, request))), {
    makeFolders: true,
    mode: 0o600,
  });
  changeFiles(place, changes, options);
  settlePendingUndo(place);
}

function takeSnapshot(
  { root }: ChangePlace,
  { action, before, changes }: UndoRequest,
): UndoSnapshot {
  const after = new Map(changes.map(({ path, content }) => [path, content]));
  const locked = before?.lock.files ?? [];
  const lockAfter = after.get(LOCK_FILE);
  const lockedAfter = lockAfter === undefined ? [] : readLock(lockAfter).files;
  const kinds = new Map([...locked, ...lockedAfter].map(({ path, kind }) => [path, kind]));
  const digests = new Map(lockedAfter.map(({ path, sha256 }) => [path, sha256]));
  const store = readStore(bytesAt(root, STORE_FILE));
  const presentAt = presentFiles(root);
  const contents: Uint8Array[] = before === undefined ? [] : [before.bytes];
  const paths = new Set([...kinds.keys(), ...after.keys()]);
  const files = [...paths]
    .filter((path) => !OWN.has(path))
    .sort()
    .map((path): UndoFile => {
      // A link was not put there by an install, and nothing is written through it.
      const there = presentAt(path).kind === 'file' ? bytesAt(root, path) : undefined;
      if (there !== undefined) contents.push(there);
      const was = there === undefined ? null : sha256Hex(there);
      const content = after.get(path);
      const becomes = content === undefined ? null : sha256Hex(content);
      const kind = kinds.get(path) ?? kindOf(path);
      return {
        path,
        kind,
        before: was,
        after: after.has(path) ? becomes : was,
        locked: digests.get(path) ?? null,
      };
    });
  return {
    action,
    record: recordOf(after.get(AGENT_AUDIT) ?? new Uint8Array()),
    lock: before === undefined ? null : sha256Hex(before.bytes),
    files,
    contents: packAll(contents, store, packing),
  };
}

const OWN: ReadonlySet<string> = new Set([LOCK_FILE, STORE_FILE, AGENT_AUDIT]);

function kindOf(path: string): LockedFile['kind'] {
  return path.startsWith('.krci-ai/') ? 'asset' : 'target';
}

/** SHA-256 of the last line of an audit. */
function recordOf(audit: Uint8Array): string {
  return sha256Hex(audit.subarray(audit.lastIndexOf(10, -2) + 1));
}

/** Keeps a snapshot whose changes were made, and drops one whose changes were not. */
export function settlePendingUndo(place: ChangePlace): void {
  const pending = pendingPath(place);
  if (!isThere(pending)) return;
  const { record } = readUndo(readWhole(pending), pending);
  if (recordsOf(place.root).includes(record)) renameSync(pending, undoPath(place));
  else rmSync(pending);
}

/** SHA-256 of each line of the audit. */
function recordsOf(root: string): readonly string[] {
  const audit = bytesAt(root, AGENT_AUDIT);
  const lines: string[] = [];
  for (let start = 0; start < audit.length;) {
    const end = audit.indexOf(10, start);
    const stop = end < 0 ? audit.length : end + 1;
    lines.push(sha256Hex(audit.subarray(start, stop)));
    start = stop;
  }
  return lines;
}

/**
 * The snapshot of the last update or migration.
 *
 * @throws CodedError `undo_snapshot_missing`, `undo_outdated` (a later one was made elsewhere, or it
 *   was taken back already), `undo_snapshot_damaged`
 */
export function openUndo(place: ChangePlace): { snapshot: UndoSnapshot; file: string } {
  const file = undoPath(place);
  if (!isThere(file)) {
    throw new CodedError('undo_snapshot_missing', 'there is no update to take back', {
      hint: 'an update is taken back on the machine where it was made; else use version control',
    });
  }
  const snapshot = readUndo(readWhole(file), file);
  const lines = recordsOf(place.root);
  const at = lines.indexOf(snapshot.record);
  const later = readAudit(bytesAt(place.root, AGENT_AUDIT)).filter(
    ({ record }, index) => index > at && UNDOABLE.has(String(record.event?.['action'])),
  );
  if (at >= 0 && later.length === 0) return { snapshot, file };
  const why =
    at < 0 ? 'the audit does not tell of that update' : 'it was updated or rolled back since';
  throw new CodedError('undo_outdated', `the last snapshot is of another state: ${why}`, {
    hint: 'take the project from version control as it was before',
    where: { file },
  });
}

const UNDOABLE: ReadonlySet<string> = new Set(['update', 'migrate', 'rollback', 'uninstall']);

/** What it was about was taken back. */
export function dropUndo(place: ChangePlace): void {
  rmSync(undoPath(place), { force: true });
}
