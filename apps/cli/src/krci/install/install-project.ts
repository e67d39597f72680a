import {
  FRAMEWORK,
  planInstall,
  type AgentsLock,
  type InstallPlan,
  type LeftOut,
} from '@gait/agents';
import { compareUtf8, type SigningKey } from '@gait/canon';
import {
  AGENT_AUDIT,
  changeFiles,
  missingFolders,
  presentFiles,
  type ChangePlace,
} from '@gait/local';
import type { Context } from '../../context.ts';
import { sourceDigest, type FrameworkSource } from './framework-source.ts';
import { installChanges } from './install-changes.ts';
import { assertFrozen } from './frozen.ts';
import { findLock, type FoundLock } from './project-state.ts';
import { refuseBlocked } from './refuse-blocked.ts';
import { selectWanted, type Choice, type Selection } from './select-wanted.ts';
import { storeFor } from './store-contents.ts';

/** What an install is asked to do. */
export interface InstallRequest {
  readonly source: FrameworkSource;
  readonly choice: Choice;
  readonly force: boolean;
  readonly dryRun: boolean;
  /** Nothing may come out but what the lock says. */
  readonly frozen: boolean;
  readonly key: SigningKey | undefined;
}

/** What it came to. */
export interface InstallReport {
  readonly plan: InstallPlan;
  readonly lock: AgentsLock;
  readonly leftOut: readonly LeftOut[];
  /** False: all was as it should be, or nothing was to be written. */
  readonly written: boolean;
}

/**
 * Plans an install and carries it out as one set of changes. The caller holds the lock of the
 * project and has finished what an earlier command left.
 *
 * @throws CodedError `agent_unknown`, `change_path_unsafe`, `install_frozen_mismatch`,
 *   `agent_lock_invalid`, `agent_audit_damaged`, and what writing files throws
 */
export function installProject(
  context: Context,
  place: ChangePlace,
  request: InstallRequest,
): InstallReport {
  const { root } = place;
  const before = findLock(root);
  const selection = selectWanted(request.source, request.choice);
  const plan = planInstall({
    wanted: selection.wanted,
    locked: before?.lock.files ?? [],
    presentAt: presentFiles(root),
    force: request.force,
  });
  refuseBlocked(plan.blocked);
  const lock = lockAfter(context, root, request.source, selection, plan, before);
  if (request.frozen) assertFrozen(lock, before, plan);
  const { leftOut } = selection;
  if (request.dryRun) return { plan, lock, leftOut, written: false };
  const changes = installChanges(context, {
    root,
    plan,
    before,
    after: lock,
    store: storeFor(root, lock.files, plan, request.source),
    action: before === undefined || before.lock.version === lock.version ? 'install' : 'update',
    key: request.key,
  });
  if (changes.length > 0)
    changeFiles(place, changes, { sync: 'journal', emptied: emptied(plan, before) });
  return { plan, lock, leftOut, written: changes.length > 0 };
}

function lockAfter(
  context: Context,
  root: string,
  source: FrameworkSource,
  { level, selection, agents }: Selection,
  { files }: InstallPlan,
  before: FoundLock | undefined,
): AgentsLock {
  const locked = files.flatMap((file) => (file.locked === undefined ? [] : [file.locked]));
  const made = missingFolders(root, [AGENT_AUDIT, ...locked.map(({ path }) => path)]);
  const old = new Set(before?.lock.folders);
  return {
    level,
    selection,
    agents,
    targets: [],
    source: source.origin,
    sourceDigest: sourceDigest(source),
    version: source.version,
    publisher: source.publisher,
    producer: context.version,
    files: locked,
    folders: [...new Set([...old, ...made])]
      .filter((folder) => isNeeded(folder, locked))
      .sort(compareUtf8),
  };
}

/** A folder that nothing of ours is in any more is no longer ours. */
function isNeeded(folder: string, files: AgentsLock['files']): boolean {
  return folder === FRAMEWORK || files.some(({ path }) => path.startsWith(`${folder}/`));
}

/** Folders that an install made and that may be empty now. */
function emptied({ files }: InstallPlan, before: FoundLock | undefined): readonly string[] {
  const removed = files.filter(({ action }) => action === 'delete').map(({ path }) => path);
  if (removed.length === 0) return [];
  return (before?.lock.folders ?? []).filter((folder) =>
    removed.some((path) => path.startsWith(`${folder}/`)),
  );
}
