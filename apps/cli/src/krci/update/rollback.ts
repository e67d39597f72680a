import {
  LOCK_FILE,
  planRollback,
  readLock,
  STORE_FILE,
  undoContent,
  type InstallPlan,
  type UndoSnapshot,
} from '@gait/agents';
import type { SigningKey } from '@gait/canon';
import { changeFiles, presentFiles, type ChangePlace, type FileChange } from '@gait/local';
import type { Outcome } from '../../command.ts';
import type { Context } from '../../context.ts';
import type { Paint } from '../../paint.ts';
import { changeLines, countsOf, keptLines } from '../install/describe-install.ts';
import { foldersOf } from '../install/folders.ts';
import { installChanges } from '../install/install-changes.ts';
import { openInstallPlace, withProject } from '../install/install-place.ts';
import { packing } from '../install/packing.ts';
import { findLock, finishEarlier, type FoundLock } from '../install/project-state.ts';
import { refuseBlocked } from '../install/refuse-blocked.ts';
import { storeFor } from '../install/store-contents.ts';
import { dropUndo, openUndo, settlePendingUndo } from './undo-place.ts';

/**
 * Takes the last update or migration back: every file, the lock and the content store are as they
 * were. Where somebody wrote since into a file of it, that stays as a copy.
 */
export function rollback(
  context: Context,
  { dryRun, key }: { readonly dryRun: boolean; readonly key: SigningKey | undefined },
): Outcome {
  const place = openInstallPlace(context);
  return withProject(place, dryRun, () => {
    const earlier = dryRun ? undefined : finishEarlier(context, place);
    if (!dryRun) settlePendingUndo(place);
    const { snapshot, file } = openUndo(place);
    const now = findLock(place.root);
    const contentOf = (sha256: string): Uint8Array => undoContent(snapshot, sha256, packing, file);
    const before = lockBefore(snapshot, contentOf);
    const plan = planRollback({
      snapshot,
      locked: now?.lock.files ?? [],
      presentAt: presentFiles(place.root),
      contentOf,
    });
    refuseBlocked(plan.blocked);
    if (!dryRun) restore(context, place, { snapshot, plan, before, now, key });
    return {
      exit: 0,
      json: {
        ok: true,
        rolled_back: snapshot.action,
        written: !dryRun,
        ...(dryRun ? { dry_run: true } : {}),
        version: before?.lock.version ?? null,
        counts: countsOf(plan.files),
        files: plan.files.flatMap(({ path, action, reason, copy }) =>
          action === 'keep' && reason === 'same' ? [] : [{ path, action, reason, copy }],
        ),
        ...(earlier === undefined ? {} : { earlier }),
      },
      text: (paint) => describe(place.root, snapshot, plan, dryRun, paint),
    };
  });
}

function lockBefore(
  { lock }: UndoSnapshot,
  contentOf: (sha256: string) => Uint8Array,
): FoundLock | undefined {
  if (lock === null) return undefined;
  const bytes = contentOf(lock);
  return { lock: readLock(bytes), bytes };
}

function restore(
  context: Context,
  place: ChangePlace,
  {
    snapshot,
    plan,
    before,
    now,
    key,
  }: {
    readonly snapshot: UndoSnapshot;
    readonly plan: InstallPlan;
    readonly before: FoundLock | undefined;
    readonly now: FoundLock | undefined;
    readonly key: SigningKey | undefined;
  },
): void {
  const { root } = place;
  const packed = (sha256: string): string | undefined => snapshot.contents.get(sha256);
  const changes = installChanges(context, {
    root,
    plan: asPrograms(plan, before),
    before: now,
    after: before?.lock,
    store: before === undefined ? '' : storeFor(root, before.lock.files, plan, { packed }),
    action: 'rollback',
    key,
  });
  changeFiles(
    place,
    changes.map((change) => asItWas(change, before)),
    { sync: 'journal', emptied: leftEmpty(plan) },
  );
  dropUndo(place);
}

/** A program that comes back may be run as before; the lock of then knows which files are. */
function asPrograms(plan: InstallPlan, before: FoundLock | undefined): InstallPlan {
  const programs = new Set(
    before?.lock.files.flatMap(({ path, executable }) => (executable === true ? [path] : [])),
  );
  const files = plan.files.map((file) =>
    file.wanted === undefined || !programs.has(file.path)
      ? file
      : { ...file, wanted: { ...file.wanted, executable: true as const } },
  );
  return programs.size === 0 ? plan : { ...plan, files };
}

/** Folders above what goes away: those that nothing is in any more were made for it. */
function leftEmpty({ files }: InstallPlan): readonly string[] {
  const removed = files.filter(({ action }) => action === 'delete');
  return [...new Set(removed.flatMap(({ path }) => foldersOf(path)))];
}

/** The lock comes back with its own bytes: a signature over them holds again. */
function asItWas(change: FileChange, before: FoundLock | undefined): FileChange {
  if (change.path === LOCK_FILE) return { ...change, content: before?.bytes };
  if (change.path === STORE_FILE && before === undefined) return { ...change, content: undefined };
  return change;
}

function describe(
  root: string,
  { action }: UndoSnapshot,
  plan: InstallPlan,
  dryRun: boolean,
  paint: Paint,
): readonly string[] {
  const what = action === 'update' ? 'the last update' : 'the last migration';
  const counts = countsOf(plan.files);
  return [
    paint.verdict(true, `${dryRun ? 'would take back' : 'took back'} ${what} in ${root}`),
    ...paint.pairs({
      created: counts.create || undefined,
      replaced: counts.replace || undefined,
      removed: counts.delete || undefined,
    }),
    ...plan.files.flatMap(({ path, reason, action: done }) =>
      done === 'keep' && reason === 'edited'
        ? [
            `${paint.warn('kept')}  ${path}  ${paint.dim('you edited it since; the update did not touch it')}`,
          ]
        : [],
    ),
    ...keptLines(
      plan.files.filter(({ copy }) => copy !== undefined),
      paint,
    ),
    ...(dryRun ? changeLines(plan.files, paint) : []),
  ];
}
