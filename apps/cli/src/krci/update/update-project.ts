import {
  packContent,
  readContent,
  readStore,
  resolveTargets,
  settleUpdate,
  STORE_FILE,
  type AgentsLock,
  type Favour,
  type InstallPlan,
  type Level,
  type MergedFile,
  type MergeLabels,
  type SettledUpdate,
} from '@gait/agents';
import { CodedError, digest, sha256Hex, type SigningKey } from '@gait/canon';
import type { ChangePlace } from '@gait/local';
import type { Context } from '../../context.ts';
import { frameworkOf, type FrameworkSource } from '../install/framework-source.ts';
import { installProject, type InstallReport } from '../install/install-project.ts';
import { packing } from '../install/packing.ts';
import { bytesAt, type FoundLock } from '../install/project-state.ts';
import type { Choice } from '../install/select-wanted.ts';
import { waiversOf } from '../install/source-of.ts';
import { renderedBefore } from './rendered-before.ts';
import { changeWithUndo } from './undo-place.ts';

/** What an update is asked to do. */
export interface UpdateRequest {
  readonly before: FoundLock;
  readonly source: FrameworkSource;
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
  const { agents, gone } = presentAgents(request.source, lock);
  const bases = new Map<string, Uint8Array>();
  const source: FrameworkSource = {
    ...request.source,
    packed(sha256) {
      const bytes = bases.get(sha256);
      return bytes === undefined ? request.source.packed?.(sha256) : packContent(bytes, packing);
    },
  };
  const store = readStore(bytesAt(root, STORE_FILE));
  const settled: SettledUpdate[] = [];
  const labels = labelsOf(lock, request.source);
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
    source,
    choice: { level: request.level ?? lock.level, agents, waivers: waiversOf(context, root) },
    targets: resolveTargets(lock.targets),
    force: false,
    dryRun,
    frozen: false,
    key,
    update: {
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
    gone,
    planDigest: digest(steps),
  };
}

/** What is installed and still there; who took everything gets everything. */
function presentAgents(
  source: FrameworkSource,
  lock: AgentsLock,
): { readonly agents: Choice['agents']; readonly gone: readonly string[] } {
  if (lock.selection === 'all') return { agents: 'all', gone: [] };
  const there = new Set(
    source.facts?.agents ?? [...frameworkOf(source).agents.values()].map(({ short }) => short),
  );
  const agents = lock.agents.filter((name) => there.has(name));
  if (agents.length === 0) {
    throw new CodedError('agent_unknown', `${source.origin} has none of the installed agents`, {
      hint: 'name the right source with --from',
      where: { field: '--from' },
    });
  }
  return { agents, gone: lock.agents.filter((name) => !there.has(name)) };
}

/** How the sides are called; a source is named by whoever wrote the lock. */
function labelsOf(lock: AgentsLock, source: FrameworkSource): MergeLabels {
  const plain = (...words: readonly string[]): string =>
    words
      .join(' ')
      .trim()
      .replaceAll(/[^\x20-\x7e]/gu, '?')
      .slice(0, 80);
  return {
    ours: 'yours',
    base: plain('installed', lock.version),
    theirs: plain(source.origin, source.version),
  };
}
