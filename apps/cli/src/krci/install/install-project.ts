import {
  LOCK_SCHEMA,
  planInstall,
  readContent,
  readStore,
  STORE_FILE,
  summarizeSources,
  type AgentsLock,
  type ContentStore,
  type InstallPlan,
  type LeftOut,
  type LockedFile,
  type PlannedFile,
  type PresentFile,
  type TargetReport,
} from '@gait/agents';
import { compareUtf8, type SigningKey } from '@gait/canon';
import type { HarnessId } from '@gait/harness';
import {
  changeFiles,
  presentFiles,
  readTree,
  type ChangeOptions,
  type ChangePlace,
  type FileChange,
} from '@gait/local';
import type { Context } from '../../context.ts';
import { emptiedFolders, foldersAfter } from './folders.ts';
import { assertApart } from './assert-apart.ts';
import { assertFrozen } from './frozen.ts';
import { combineSources, type CombinedSources, type SourcePart } from './combine-sources.ts';
import type { KeptCheck } from './check-kept.ts';
import { derivedCheck } from './derived-check.ts';
import type { SourceNote } from './framework-source.ts';
import { installChanges, lostSignature } from './install-changes.ts';
import { openInstallMemory } from './install-memory.ts';
import { overridesIn } from './local-overrides.ts';
import { localAfter } from './local-after.ts';
import { planTargets } from './plan-targets.ts';
import { packing } from './packing.ts';
import { bytesAt, type FoundLock } from './project-state.ts';
import { refuseBlocked, refuseTaken } from './refuse-blocked.ts';
import { waiversDigest } from './select-wanted.ts';
import { waiversOf } from './source-of.ts';
import { storeFor } from './store-contents.ts';

/** What an install is asked to do. */
export interface InstallRequest {
  /** The lock as it is. */
  readonly before: FoundLock | undefined;
  /** Sources that are installed. Those that the lock has besides stay; none: only tool files are made anew. */
  readonly parts: readonly SourcePart[];
  /** Names of sources that go away; default none. */
  readonly dropped?: readonly string[];
  /** What examines texts that no source of this step answers for. */
  readonly checkKept: KeptCheck;
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
  /** Contents for the store that no source has. */
  readonly packed: (sha256: string) => string | undefined;
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
  /** What a person should know of the sources and of the signature. */
  readonly notes: readonly SourceNote[];
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
 * @throws CodedError `agent_unknown`, `agent_source_conflict`, `pack_requires`, `change_path_unsafe`, `install_frozen_mismatch`,
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
  const { force, targets, parts, dropped = [] } = request;
  const presentAt = presentFiles(root, new Set(before?.lock.files.map(({ path }) => path)));
  const local = overridesIn(root);
  const overridden = local.map(({ id }) => id);
  const combined = combineSources({
    parts: parts.map((part) => ({ ...part, choice: { ...part.choice, overridden } })),
    dropped,
    lock: before === undefined ? undefined : { ...before.lock, files },
    memory,
    readTree: () => readTree(root),
    local,
    contentOf: storedIn(root),
    verb: request.update === undefined ? 'install' : 'update',
  });
  const { wanted, locked: held, kept, owners, redirected } = combined;
  if (redirected.length > 0)
    request.checkKept({
      made: [],
      assets: redirected.map(({ path, read }) => ({ path, from: path, bytes: read() })),
    });
  const planned = joinPlans(
    planInstall({ wanted, locked: held, presentAt, force }),
    keepAll(kept, presentAt),
  );
  refuseBlocked(planned.blocked);
  const { plan: assets, tools: shown } = request.update?.settle(planned) ?? {
    plan: planned,
    tools: planned,
  };
  refuseTaken(root, assets);
  if (combined.sources.length > 1) assertApart(assets, owners, () => readTree(root));
  const waivers =
    parts.find(({ choice }) => choice.waivers !== undefined)?.choice.waivers ??
    waiversOf(context, root);
  const tools = planTargets({
    root,
    targets,
    assets: shown,
    owners,
    sources: parts.map(({ source }) => source),
    locked: files.filter(({ kind }) => kind === 'target'),
    presentAt,
    force,
    memory,
    waivers: waiversDigest(waivers),
    check: derivedCheck({
      sources: parts.map(({ source }) => source),
      planned: shown.files,
      given: givenBy(combined),
      owners,
      waivers,
      checkKept: request.checkKept,
    }),
  });
  refuseBlocked(tools.blocked);
  const plan = joinPlans(assets, request.update?.settleTools(tools) ?? tools);
  const locked = plan.files.flatMap((file) =>
    file.locked === undefined ? [] : [withOwners(file.locked, owners)],
  );
  const fresh: AgentsLock = {
    format: LOCK_SCHEMA.version,
    ...summarizeSources(combined.sources),
    sources: combined.sources,
    targets: [...targets].sort(),
    producer: context.version,
    files: locked,
    folders: foldersAfter(root, locked, before),
    local: localAfter({ before: before?.lock.local, local, plan, kept }),
  };
  if (request.frozen) assertFrozen(fresh, before, plan);
  // What was frozen stays as it was written, in the format and by the program of then.
  const lock = request.frozen && before !== undefined ? before.lock : fresh;
  const { reports, unresolved } = tools;
  const lost = lostSignature(before, lock, request.key);
  const notes: readonly SourceNote[] = [
    ...parts.flatMap(({ source }) => source.notes ?? []),
    ...(lost === undefined ? [] : [{ code: 'agent_lock_unsigned', detail: lost }]),
  ];
  const report = {
    ...{ plan, lock, leftOut: combined.leftOut, reports, unresolved, notes },
    warnings: lost === undefined ? [] : [lost],
  };
  if (request.dryRun) return { ...report, written: false };
  const changes = installChanges(context, {
    root,
    plan,
    before,
    after: lock,
    store: storeFor(root, locked, plan, { packed: packedBy(request) }),
    action: request.action ?? actionOf(request),
    accepted: [...accepted.keys()],
    key: request.key,
  });
  const options: ChangeOptions = { sync: 'journal', emptied: emptiedFolders(plan, before) };
  if (changes.length > 0)
    (request.update?.write ?? ((all, how) => changeFiles(place, all, how)))(changes, options);
  memory.save();
  return { ...report, written: changes.length > 0 };
}

/** What sources of this step give; what is only redirected no source of it answers for. */
function givenBy({ wanted, redirected }: CombinedSources): ReadonlyMap<string, string> {
  const others = new Set(redirected.map(({ path }) => path));
  return new Map(
    wanted.flatMap(({ path, sha256 }) => (others.has(path) ? [] : [[path, sha256] as const])),
  );
}

/** Something new of a source that was installed before is an update. */
function actionOf({
  update,
  parts,
  dropped = [],
  before,
}: InstallRequest): 'install' | 'update' | 'uninstall' {
  if (update !== undefined) return 'update';
  if (parts.length === 0 && dropped.length > 0) return 'uninstall';
  const isNewer = parts.some(({ source, replaces = source.name }) => {
    const old = before?.lock.sources.find(({ name }) => name === replaces);
    return old !== undefined && old.version !== source.version;
  });
  return isNewer ? 'update' : 'install';
}

/** Contents of the store of a project; it is read where one is asked for. */
function storedIn(root: string): (sha256: string) => Uint8Array | undefined {
  let store: ContentStore | undefined;
  return (sha256) => readContent((store ??= readStore(bytesAt(root, STORE_FILE))), sha256, packing);
}

function packedBy({ parts, update }: InstallRequest): (sha256: string) => string | undefined {
  return (sha256) => {
    const own = update?.packed(sha256);
    if (own !== undefined) return own;
    for (const { source } of parts) {
      const packed = source.packed?.(sha256);
      if (packed !== undefined) return packed;
    }
    return undefined;
  };
}

function withOwners(file: LockedFile, owners: ReadonlyMap<string, readonly string[]>): LockedFile {
  return file.kind === 'target'
    ? file
    : { ...file, sources: owners.get(file.path) ?? file.sources };
}

/** Assets that nobody asked about, as they stand. */
function keepAll(
  locked: readonly LockedFile[],
  presentAt: (path: string) => PresentFile,
): InstallPlan {
  const files = locked.map((file): PlannedFile => {
    const { path } = file;
    const present = presentAt(path);
    return {
      path,
      action: 'keep',
      reason: 'same',
      wanted: undefined,
      before: present.kind === 'file' ? present.sha256 : null,
      locked: file,
    };
  });
  return { files, blocked: [] };
}

function joinPlans(one: InstallPlan, other: InstallPlan): InstallPlan {
  const files = [...one.files, ...other.files].sort((a, b) => compareUtf8(a.path, b.path));
  return { files, blocked: [...one.blocked, ...other.blocked] };
}
