import {
  packContent,
  readContent,
  readStore,
  resolveTargets,
  settleUpdate,
  STORE_FILE,
  type Favour,
  type InstallPlan,
  type Level,
  type LockedSource,
  type MergedFile,
  type MergeLabels,
  type SettledUpdate,
} from '@gait/agents';
import { CodedError, digest, sha256Hex, type SigningKey } from '@gait/canon';
import type { ChangePlace } from '@gait/local';
import type { Context } from '../../context.ts';
import type { KeptCheck } from '../install/check-kept.ts';
import { frameworkOf, type FrameworkSource } from '../install/framework-source.ts';
import { installProject, type InstallReport } from '../install/install-project.ts';
import { packing } from '../install/packing.ts';
import { bytesAt, type FoundLock } from '../install/project-state.ts';
import type { Choice } from '../install/select-wanted.ts';
import { waiversOf, type OpenedSource } from '../install/source-of.ts';
import { renderedBefore } from './rendered-before.ts';
import { changeWithUndo } from './undo-place.ts';

/** What an update is asked to do. */
export interface UpdateRequest {
  readonly before: FoundLock;
  readonly opened: readonly OpenedSource[];
  readonly checkKept: KeptCheck;
  readonly level: Level | undefined;
  readonly favour: Favour;
  readonly dryRun: boolean;
  readonly key: SigningKey | undefined;
}

/** What it came to. */
export interface UpdateReport extends InstallReport {
  readonly merges: readonly MergedFile[];
  /** Agents that the source no longer has. */
  readonly gone: readonly string[];
  /** The same for the same plan: whether what is done is what was shown. */
  readonly planDigest: string;
}

/**
 * Brings what is installed to where its source is now, merging what somebody edited. The caller
 * holds the lock of the project.
 *
 * @throws CodedError as `installProject`; `agent_store_damaged`
 */
export function updateProject(
  context: Context,
  place: ChangePlace,
  request: UpdateRequest,
): UpdateReport {
  const { root } = place;
  const { before, dryRun, key } = request;
  const { lock } = before;
  const waivers = waiversOf(context, root);
  const chosen = request.opened.map(({ source, replaces }) => {
    const { agents, gone } = presentAgents(source, replaces);
    const level = request.level ?? replaces?.level ?? lock.level;
    const part = { source, replaces: replaces?.name, choice: { level, agents, waivers } };
    return { part, gone };
  });
  const bases = new Map<string, Uint8Array>();
  const store = readStore(bytesAt(root, STORE_FILE));
  const settled: SettledUpdate[] = [];
  const labels = labelsOf(request.opened);
  const settle = (
    plan: InstallPlan,
    contentOf: (sha256: string) => Uint8Array | undefined,
  ): SettledUpdate => {
    const read = (path: string): Uint8Array => bytesAt(root, path);
    const { favour } = request;
    const done = settleUpdate({ plan, locked: lock.files, read, contentOf, labels, favour });
    settled.push(done);
    return done;
  };
  const stored = (sha256: string): Uint8Array | undefined => readContent(store, sha256, packing);
  const report = installProject(context, place, {
    before,
    parts: chosen.map(({ part }) => part),
    checkKept: request.checkKept,
    targets: resolveTargets(lock.targets),
    force: false,
    dryRun,
    frozen: false,
    key,
    update: {
      packed(sha256) {
        const bytes = bases.get(sha256);
        return bytes === undefined ? undefined : packContent(bytes, packing);
      },
      settle(plan) {
        const done = settle(plan, stored);
        for (const bytes of done.bases) bases.set(sha256Hex(bytes), bytes);
        return done;
      },
      settleTools(plan) {
        const rendered = renderedBefore(root, lock, stored);
        return settle(plan, (sha256) => rendered().get(sha256)).plan;
      },
      write(changes, options) {
        const beside = settled
          .flatMap(({ beside: files }) => files)
          .map(({ path, bytes }) => ({ path, content: bytes }));
        changeWithUndo(place, {
          action: 'update',
          before,
          changes: [...changes, ...beside],
          options,
        });
      },
    },
  });
  const steps = report.plan.files.map(({ path, action, before: was, wanted }) => [
    path,
    action,
    was,
    wanted?.sha256 ?? null,
  ]);
  return {
    ...report,
    merges: settled.flatMap(({ merges }) => merges),
    gone: chosen.flatMap(({ gone }) => gone),
    planDigest: digest(steps),
  };
}

/** What is installed and still there; who took everything gets everything. */
function presentAgents(
  source: FrameworkSource,
  old: LockedSource | undefined,
): { readonly agents: Choice['agents']; readonly gone: readonly string[] } {
  if (old === undefined) return { agents: 'all', gone: [] };
  // What is called otherwise now may be another thing altogether.
  if (old.selection === 'all' && (old.name === source.name || old.agents.length === 0))
    return { agents: 'all', gone: [] };
  const there = new Set(
    source.facts?.agents ?? [...frameworkOf(source).agents.values()].map(({ short }) => short),
  );
  const agents = old.agents.filter((name) => there.has(name));
  if (agents.length === 0) {
    throw new CodedError('agent_unknown', `${source.origin} has none of the installed agents`, {
      hint: 'name the right source with --from',
      where: { field: '--from' },
    });
  }
  const gone = old.agents.filter((name) => !there.has(name));
  return old.selection === 'all' ? { agents: 'all', gone } : { agents, gone };
}

/** How the sides are called; a source is named by whoever wrote the lock. */
function labelsOf(opened: readonly OpenedSource[]): MergeLabels {
  const plain = (...words: readonly string[]): string =>
    words
      .join(' ')
      .trim()
      .replaceAll(/[^\x20-\x7e]/gu, '?')
      .slice(0, 80);
  const [sole] = opened.length === 1 ? opened : [];
  return {
    ours: 'yours',
    base: plain('installed', sole?.replaces?.version ?? ''),
    theirs: sole === undefined ? 'newer' : plain(sole.source.origin, sole.source.version),
  };
}
