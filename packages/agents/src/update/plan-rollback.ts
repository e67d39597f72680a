import type { LockedFile } from '../lock/agents-lock.ts';
import {
  planInstall,
  type InstallPlan,
  type PlannedFile,
  type PresentFile,
} from '../lock/plan-install.ts';
import type { UndoFile, UndoSnapshot } from './undo-snapshot.ts';

export interface RollbackState {
  readonly snapshot: UndoSnapshot;
  /** Files of the present lock; empty where there is none. */
  readonly locked: readonly LockedFile[];
  readonly presentAt: (path: string) => PresentFile;
  readonly contentOf: (sha256: string) => Uint8Array;
}

/**
 * What brings a project back to where it was before an update: every file that the update, or an
 * install after it, changed. What somebody wrote since into such a file stays as a copy; a file
 * that nothing but a person changed is left alone.
 */
export function planRollback(state: RollbackState): InstallPlan {
  const { snapshot, presentAt, contentOf } = state;
  const now = new Map(state.locked.map((file) => [file.path, file]));
  const told = new Map(snapshot.files.map((file) => [file.path, file]));
  const isUntouched = ({ path, before, after, locked }: UndoFile): boolean =>
    before === after && (now.get(path)?.sha256 ?? null) === locked;
  const left = snapshot.files.filter(isUntouched);
  const wanted = snapshot.files.flatMap((file) => {
    const { path, kind, before } = file;
    if (before === null || isUntouched(file)) return [];
    const bytes = contentOf(before);
    const size = bytes.length;
    // What the lock says of it comes back with the lock itself.
    return [{ path, kind, sha256: before, size, sources: [], read: () => bytes }];
  });
  const skipped = new Set(left.map(({ path }) => path));
  const ours = [...new Set([...now.keys(), ...told.keys()])]
    .filter((path) => !skipped.has(path))
    .flatMap((path) => oursAt(path, told.get(path), now.get(path), presentAt));
  const plan = planInstall({ wanted, locked: ours, presentAt, force: true });
  return {
    ...plan,
    files: [...plan.files, ...left.flatMap((file) => editedSince(file, presentAt))],
  };
}

/** A file as an update or an install left it: what is there otherwise was written by somebody. */
function oursAt(
  path: string,
  told: UndoFile | undefined,
  locked: LockedFile | undefined,
  presentAt: RollbackState['presentAt'],
): readonly LockedFile[] {
  const present = presentAt(path);
  const there = present.kind === 'file' ? present.sha256 : undefined;
  const isAsLeft = told?.after !== undefined && told.after !== null && told.after === there;
  const sha256 = isAsLeft ? told.after : (locked?.sha256 ?? told?.after);
  if (sha256 === undefined || sha256 === null) return [];
  const kind = locked?.kind ?? told?.kind ?? 'asset';
  return [{ path, kind, size: locked?.size ?? 0, sha256, sources: [] }];
}

function editedSince(
  { path, after }: UndoFile,
  presentAt: RollbackState['presentAt'],
): readonly PlannedFile[] {
  const present = presentAt(path);
  const there = present.kind === 'file' ? present.sha256 : null;
  if (there === after) return [];
  return [
    { path, action: 'keep', reason: 'edited', wanted: undefined, before: there, locked: undefined },
  ];
}
