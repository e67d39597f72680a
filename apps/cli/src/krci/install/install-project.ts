import {
  planInstall,
  setDigest,
  type AgentsLock,
  type InstallPlan,
  type LeftOut,
  type LockedFile,
  type LockedLocal,
  type PlannedFile,
  type TargetReport,
  type WantedFile,
} from '@gait/agents';
import { compareUtf8, type SigningKey } from '@gait/canon';
import type { HarnessId } from '@gait/harness';
import {
  changeFiles,
  presentFiles,
  type ChangeOptions,
  type ChangePlace,
  type FileChange,
} from '@gait/local';
import type { Context } from '../../context.ts';
import { emptiedFolders, foldersAfter } from './folders.ts';
import { assertFrozen } from './frozen.ts';
import { sourceDigest, type FrameworkSource } from './framework-source.ts';
import { installChanges, lostSignature } from './install-changes.ts';
import { openInstallMemory, type InstallMemory } from './install-memory.ts';
import { overridesIn, type LocalOverride } from './local-overrides.ts';
import { planTargets } from './plan-targets.ts';
import type { FoundLock } from './project-state.ts';
import { refuseBlocked, refuseTaken } from './refuse-blocked.ts';
import { recallWanted, waiversDigest, type Choice } from './select-wanted.ts';
import { waiversOf } from './source-of.ts';
import { storeFor } from './store-contents.ts';

/** What an install is asked to do. */
export interface InstallRequest {
  /** The lock as it is. */
  readonly before: FoundLock | undefined;
  readonly source: FrameworkSource;
  /** Undefined: the assets stay as they are, only tool files are made anew. */
  readonly choice: Choice | undefined;
  readonly targets: readonly HarnessId[];
  readonly force: boolean;
  readonly dryRun: boolean;
  /** Nothing may come out but what the lock says. */
  readonly frozen: boolean;
  readonly key: SigningKey | undefined;
  /** What the audit calls it, where it is no install and no update. */
  readonly action?: 'remove' | 'accept';
  /** Files of the lock with the edits that it has from now on. */
  readonly accepted?: readonly LockedFile[];
  readonly update?: UpdateSteps;
}

/** What an update does otherwise than an install. */
export interface UpdateSteps {
  /** Settles what somebody edited. `tools`: what the files of AI coding tools are made of. */
  readonly settle: (assets: InstallPlan) => {
    readonly plan: InstallPlan;
    readonly tools: InstallPlan;
  };
  /** The same for the files of AI coding tools. */
  readonly settleTools: (tools: InstallPlan) => InstallPlan;
  /** Carries the changes out, with what belongs to them. */
  readonly write: (changes: readonly FileChange[], options: ChangeOptions) => void;
}

/** What it came to. */
export interface InstallReport {
  readonly plan: InstallPlan;
  readonly lock: AgentsLock;
  readonly leftOut: readonly LeftOut[];
  readonly reports: readonly TargetReport[];
  /** Assets with the markers of a merge. */
  readonly unresolved: readonly string[];
  /** What was also told as a remark. */
  readonly warnings: readonly string[];
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
  const { before } = request;
  const memory = openInstallMemory(context, root);
  const accepted = new Map(request.accepted?.map((file) => [file.path, file]));
  const files = (before?.lock.files ?? []).map((file) => accepted.get(file.path) ?? file);
  const lockedOf = (kind: LockedFile['kind']): readonly LockedFile[] =>
    files.filter((file) => file.kind === kind);
  const { force, targets } = request;
  const presentAt = presentFiles(root, new Set(before?.lock.files.map(({ path }) => path)));
  const local = overridesIn(root);
  const selected = selectedBy(context, request, lockedOf('asset'), memory, local);
  const planned =
    selected.wanted === undefined
      ? keepAll(lockedOf('asset'))
      : planInstall({ wanted: selected.wanted, locked: lockedOf('asset'), presentAt, force });
  refuseBlocked(planned.blocked);
  const { plan: assets, tools: shown } = request.update?.settle(planned) ?? {
    plan: planned,
    tools: planned,
  };
  refuseTaken(root, assets);
  const { checkDerived } = request.source;
  const waivers =
    request.choice?.waivers ?? (checkDerived === undefined ? undefined : waiversOf(context, root));
  const tools = planTargets({
    root,
    targets,
    assets: shown,
    source: request.source,
    locked: lockedOf('target'),
    presentAt,
    force,
    memory,
    waivers: waiversDigest(waivers),
    check: (texts) => request.source.checkDerived?.(texts, waivers),
  });
  refuseBlocked(tools.blocked);
  const plan = joinPlans(assets, request.update?.settleTools(tools) ?? tools);
  const locked = plan.files.flatMap((file) => (file.locked === undefined ? [] : [file.locked]));
  const lock: AgentsLock = {
    ...selected.facts,
    targets: [...targets].sort(),
    producer: context.version,
    files: locked,
    folders: foldersAfter(root, locked, before),
    local: localAfter(request, local, plan),
  };
  if (request.frozen) assertFrozen(lock, before, plan);
  const { reports, unresolved } = tools;
  const lost = lostSignature(before, lock, request.key);
  if (lost !== undefined) context.warn(lost);
  const report = {
    ...{ plan, lock, leftOut: selected.leftOut, reports, unresolved },
    warnings: lost === undefined ? [] : [lost],
  };
  if (request.dryRun) return { ...report, written: false };
  const changes = installChanges(context, {
    root,
    plan,
    before,
    after: lock,
    store: storeFor(root, locked, plan, request.source),
    action: request.action ?? actionOf(request, lock),
    accepted: [...accepted.keys()],
    key: request.key,
  });
  const options: ChangeOptions = { sync: 'journal', emptied: emptiedFolders(plan, before) };
  if (changes.length > 0)
    (request.update?.write ?? ((all, how) => changeFiles(place, all, how)))(changes, options);
  memory.save();
  return { ...report, written: changes.length > 0 };
}

function actionOf({ update, before }: InstallRequest, lock: AgentsLock): 'update' | 'install' {
  const isOther = before !== undefined && before.lock.version !== lock.version;
  return update !== undefined || isOther ? 'update' : 'install';
}

/** Facts of the lock that follow from what was chosen. */
type ChosenFacts = Omit<
  AgentsLock,
  'targets' | 'producer' | 'files' | 'folders' | 'local' | 'signature'
>;

interface Selected {
  readonly wanted: readonly WantedFile[] | undefined;
  readonly facts: ChosenFacts;
  readonly leftOut: readonly LeftOut[];
}

function selectedBy(
  context: Context,
  { source, choice, before }: InstallRequest,
  locked: readonly LockedFile[],
  memory: InstallMemory,
  local: readonly LocalOverride[],
): Selected {
  if (choice === undefined) {
    return { wanted: undefined, facts: before?.lock ?? nothingChosen(context), leftOut: [] };
  }
  const { wanted, leftOut, level, selection, agents } = recallWanted(
    source,
    { ...choice, overridden: local.map(({ id }) => id) },
    locked,
    memory,
  );
  const { origin, resolved = '', version, publisher } = source;
  const { packs } = source;
  const facts = {
    ...{ level, selection, agents, source: origin, resolved, version, publisher },
    ...(packs === undefined ? {} : { packs }),
  };
  return { wanted, facts: { ...facts, sourceDigest: sourceDigest(source) }, leftOut };
}

/** Tool files were made of a project's own agents, and nothing is installed. */
function nothingChosen({ version }: Context): ChosenFacts {
  const none = setDigest([]);
  return {
    level: 4,
    selection: 'named',
    agents: [],
    source: '',
    resolved: '',
    sourceDigest: none,
    version,
    publisher: '',
  };
}

/** What is installed refers to from now on; without a choice the assets keep what they refer to. */
function localAfter(
  { choice, before }: InstallRequest,
  local: readonly LocalOverride[],
  { files }: InstallPlan,
): readonly LockedLocal[] {
  const named = new Set((before?.lock.local ?? []).map(({ path }) => path));
  const comes = new Set(files.flatMap(({ locked }) => (locked === undefined ? [] : [locked.path])));
  return local
    .filter(({ path, id }) => (choice === undefined ? named.has(path) : comes.has(id)))
    .map(({ path, sha256 }) => ({ path, sha256 }));
}

function keepAll(locked: readonly LockedFile[]): InstallPlan {
  const files = locked.map((file): PlannedFile => {
    const { path, sha256 } = file;
    return {
      path,
      action: 'keep',
      reason: 'same',
      wanted: undefined,
      before: sha256,
      locked: file,
    };
  });
  return { files, blocked: [] };
}

function joinPlans(one: InstallPlan, other: InstallPlan): InstallPlan {
  const files = [...one.files, ...other.files].sort((a, b) => compareUtf8(a.path, b.path));
  return { files, blocked: [] };
}
