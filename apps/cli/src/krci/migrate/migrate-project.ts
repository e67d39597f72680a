import { join } from 'node:path';
import {
  findOutdatedHooks,
  FOLDER_OF,
  FRAMEWORK,
  legacyFolders,
  planMigration,
  programFolders,
  type InstallPlan,
  type MigrationFinding,
  type MigrationPlan,
  type MovedFile,
  type PlannedFile,
} from '@gait/agents';
import { sha256Hex, type SigningKey } from '@gait/canon';
import { isThere, presentFiles, readTree, type ChangePlace } from '@gait/local';
import type { Context } from '../../context.ts';
import type { FrameworkSource } from '../install/framework-source.ts';
import { foldersOf } from '../install/folders.ts';
import { installChanges } from '../install/install-changes.ts';
import { bytesAt, findLock } from '../install/project-state.ts';
import { storeFor } from '../install/store-contents.ts';
import { changeWithUndo } from '../update/undo-place.ts';
import { adoptProject, type AdoptedProject } from './adopt-project.ts';

export interface MigrationRequest {
  /** What an installation without a lock is held against; undefined: there is a lock. */
  readonly source: FrameworkSource | undefined;
  readonly dryRun: boolean;
  readonly key: SigningKey | undefined;
}

export interface MigrationReport extends MigrationPlan {
  readonly adopted: AdoptedProject | undefined;
  /** What only a person can bring to the form of today. */
  readonly findings: readonly MigrationFinding[];
  /** Agents without a lock that the source has none of: the project's own. */
  readonly ownAgents: readonly string[];
  readonly written: boolean;
}

/**
 * Brings a project to the formats of today, as one set of changes. The caller holds the lock of
 * the project.
 *
 * @throws CodedError what writing files throws
 */
export function migrateProject(
  context: Context,
  place: ChangePlace,
  { source, dryRun, key }: MigrationRequest,
): MigrationReport {
  const { root } = place;
  const before = findLock(root);
  const presentAt = presentFiles(root);
  const locked = new Set(before?.lock.files.map(({ path }) => path));
  const read = (path: string): Uint8Array | undefined =>
    presentAt(path).kind === 'file' ? bytesAt(root, path) : undefined;
  const plan = planMigration({
    files: legacyFolders().flatMap((folder) => filesIn(root, folder)),
    read,
    isLocked: (path) => locked.has(path),
    exists: (path) => presentAt(path).kind !== 'nothing',
  });
  const adopted =
    source === undefined || before !== undefined
      ? undefined
      : adoptProject(context, root, source, presentAt);
  const programs = programFolders().flatMap((folder) => filesIn(root, folder));
  const ownAgents =
    source === undefined || before !== undefined || adopted !== undefined
      ? []
      : filesIn(root, FOLDER_OF.agent).filter((path) => path.endsWith('.yaml'));
  const findings = findOutdatedHooks(programs, read);
  const report = { ...plan, adopted, ownAgents, findings };
  if (dryRun || (plan.moves.length === 0 && adopted === undefined))
    return { ...report, written: false };
  const files = [
    ...(adopted?.plan.files ?? []),
    ...plan.moves.flatMap((move) => asPlan(root, move)),
  ];
  const whole: InstallPlan = { files, blocked: [] };
  const after = adopted?.lock ?? before?.lock;
  const changes = installChanges(context, {
    root,
    plan: whole,
    before,
    after,
    store: after === undefined ? '' : storeFor(root, after.files, whole, source ?? {}),
    action: 'migrate',
    key,
  });
  const emptied = plan.moves.flatMap(({ from }) => foldersOf(from));
  changeWithUndo(place, {
    action: 'migrate',
    before,
    changes,
    options: { emptied: [...new Set(emptied)] },
  });
  return { ...report, written: true };
}

/** Plain files of a folder; links are not followed. */
function filesIn(root: string, folder: string): readonly string[] {
  const { entries } = readTree(root, { folder: join(root, folder) });
  return [...entries.values()].flatMap(({ path, kind }) =>
    kind === 'file' ? [folder + path.slice(FRAMEWORK.length)] : [],
  );
}

function asPlan(root: string, { from, to, bytes }: MovedFile): readonly PlannedFile[] {
  const sha256 = sha256Hex(bytes);
  const wanted = {
    path: to,
    sha256,
    size: bytes.length,
    kind: 'target',
    sources: [],
    read: () => bytes,
  } as const;
  const none = { wanted: undefined, locked: undefined };
  return [
    {
      path: from,
      action: 'delete',
      reason: 'dropped',
      before: sha256Hex(bytesAt(root, from)),
      ...none,
    },
    { path: to, action: 'create', reason: 'new', before: null, wanted, locked: undefined },
  ];
}

/** Whether agents stand in a project that no lock tells of. */
export function lacksLock(root: string): boolean {
  return findLock(root) === undefined && isThere(join(root, FRAMEWORK, 'agents'));
}
