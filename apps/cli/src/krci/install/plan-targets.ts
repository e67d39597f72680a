import {
  FRAMEWORK,
  judgeTargetFile,
  KEPT_FOLDER,
  overlayTree,
  planInstall,
  readFramework,
  renderTargets,
  setDigest,
  STORE_FILE,
  type FileTree,
  type InstallPlan,
  type LockedFile,
  type PlannedFile,
  type PresentFile,
  type TargetReport,
  type WantedFile,
} from '@gait/agents';
import { digest, sha256Hex, type Json } from '@gait/canon';
import type { HarnessId } from '@gait/harness';
import { AGENT_AUDIT, readTree } from '@gait/local';
import type { InstallMemory } from './install-memory.ts';
import { bytesAt } from './project-state.ts';
import { rememberedFiles } from './remembered-files.ts';

/** What becomes of the files of AI coding tools. */
export interface TargetPlan extends InstallPlan {
  readonly reports: readonly TargetReport[];
}

export interface TargetRequest {
  readonly root: string;
  readonly targets: readonly HarnessId[];
  /** What becomes of the assets: the tools get what will stand there, a project's own agents too. */
  readonly assets: InstallPlan;
  /** Of each asset the sources that gave it. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** Tool files of the present lock. */
  readonly locked: readonly LockedFile[];
  readonly presentAt: (path: string) => PresentFile;
  readonly force: boolean;
  readonly memory: InstallMemory;
}

/**
 * Renders the framework as it will be for some tools. A file that a person or another tool wrote
 * is never replaced, with `force` neither: it may be theirs by mere likeness of name.
 */
export function planTargets(request: TargetRequest): TargetPlan {
  const { root, targets, assets, owners, locked, presentAt, force, memory } = request;
  if (targets.length === 0) {
    return { ...planInstall({ wanted: [], locked, presentAt, force }), reports: [] };
  }
  const tree = readTree(root);
  const input = renderInput(tree, assets.files, targets, owners);
  const known = memory.recall('rendering', input);
  const render = (): Rendered => renderAll(request, overlayTree(tree, assets.files));
  const remembered =
    known === undefined ? undefined : rememberedFiles(locked, known['set'], () => render().wanted);
  if (known !== undefined && remembered !== undefined) {
    const reports = known['reports'] as unknown as readonly TargetReport[];
    return { ...planInstall({ wanted: remembered, locked, presentAt, force }), reports };
  }
  const { wanted, reports } = render();
  // Where somebody's own file stands in the way it has to be looked at each time.
  const isWhole = reports.every(({ findings }) =>
    findings.every(({ code }) => code !== 'target_foreign'),
  );
  if (isWhole)
    memory.keep('rendering', input, {
      set: setDigest(wanted),
      reports: JSON.parse(JSON.stringify(reports)) as Json,
    });
  return { ...planInstall({ wanted, locked, presentAt, force }), reports };
}

interface Rendered {
  readonly wanted: readonly WantedFile[];
  readonly reports: readonly TargetReport[];
}

function renderAll(
  { root, targets, owners, locked, presentAt }: TargetRequest,
  tree: FileTree,
): Rendered {
  const ours = new Set(locked.map(({ path }) => path));
  const read = (path: string): Uint8Array | undefined =>
    presentAt(path).kind === 'file' ? bytesAt(root, path) : undefined;
  const { files, reports } = renderTargets(readFramework(tree), targets, {
    isForeign: (path) => !ours.has(path) && judgeTargetFile(path, read) === 'foreign',
  });
  const wanted = files.map(({ path, bytes, from }): WantedFile => ({
    path,
    sha256: sha256Hex(bytes),
    size: bytes.length,
    kind: 'target',
    sources: owners.get(from) ?? [],
    ...(tree.entries.get(from)?.executable === true ? { executable: true } : {}),
    read: () => bytes,
  }));
  return { wanted, reports };
}

/** D of everything that a rendering follows from: the tools, and each asset as it will be. */
function renderInput(
  tree: FileTree,
  planned: readonly PlannedFile[],
  targets: readonly HarnessId[],
  owners: TargetRequest['owners'],
): string {
  const known = new Map<string, string | null>();
  for (const { path, action, before, wanted } of planned) {
    const isWritten = action === 'create' || action === 'replace';
    known.set(path, isWritten ? (wanted?.sha256 ?? null) : action === 'delete' ? null : before);
  }
  for (const { path, kind } of tree.entries.values()) {
    if (known.has(path) || kind !== 'file' || NOT_ASSETS.some((top) => path.startsWith(top)))
      continue;
    const bytes = tree.read(path);
    known.set(path, bytes === undefined ? null : sha256Hex(bytes));
  }
  const lists = new Set(owners.values());
  // Nearly always all is of one source.
  const givers = lists.size < 2 ? [...lists] : [Object.fromEntries(owners)];
  return digest([[...targets], Object.fromEntries(known), givers] as unknown as Json);
}

const NOT_ASSETS = [STORE_FILE, AGENT_AUDIT, `${KEPT_FOLDER}/`, `${FRAMEWORK}/bundle/`];
