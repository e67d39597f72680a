import {
  isOwnRecord,
  judgeTargetFile,
  overlayTree,
  pickRendering,
  planInstall,
  readFramework,
  renderTargets,
  setDigest,
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
import { readTree } from '@gait/local';
import type { FrameworkSource } from './framework-source.ts';
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
  /** Sources that are installed: one may have its files rendered. */
  readonly sources: readonly Pick<FrameworkSource, 'name' | 'facts' | 'rendering'>[];
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
  const after = assetsAfter(tree, assets.files);
  const finished = takeFinished(request, after);
  if (finished !== undefined) {
    const { wanted, reports } = finished;
    return { ...planInstall({ wanted, locked, presentAt, force }), reports };
  }
  const lists = new Set(owners.values());
  // Nearly always all is of one source.
  const givers = lists.size < 2 ? [...lists] : [Object.fromEntries(owners)];
  const input = digest([[...targets], Object.fromEntries(after), givers] as unknown as Json);
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

/**
 * What the source has rendered of itself: where its files, all of them, will stand there and nothing
 * else, and no file of somebody else is in the way.
 */
function takeFinished(
  request: TargetRequest,
  after: ReadonlyMap<string, string | null>,
): Rendered | undefined {
  const [source, ...others] = request.sources;
  if (source?.facts === undefined || source.rendering === undefined || others.length > 0)
    return undefined;
  const { name, facts, rendering } = source;
  const present = [...after.values()].filter((sha256) => sha256 !== null).length;
  const isWhole =
    present === facts.whole.length &&
    facts.whole.every(({ path, sha256 }) => after.get(path) === sha256);
  if (!isWhole) return undefined;
  // What another source gives alike is of both, and so would be what is made of it.
  const isSole = [...new Set(request.owners.values())].every(
    (owners) => owners.length === 1 && owners[0] === name,
  );
  if (!isSole) return undefined;
  const { files, reports } = pickRendering(rendering(), request.targets);
  const isForeign = foreignIn(request);
  return files.some(({ path }) => isForeign(path)) ? undefined : { wanted: files, reports };
}

/** Tells where a file stands that no install of ours wrote. */
function foreignIn({ root, locked, presentAt }: TargetRequest): (path: string) => boolean {
  const ours = new Set(locked.map(({ path }) => path));
  const read = (path: string): Uint8Array | undefined =>
    presentAt(path).kind === 'file' ? bytesAt(root, path) : undefined;
  return (path) => !ours.has(path) && judgeTargetFile(path, read) === 'foreign';
}

function renderAll(request: TargetRequest, tree: FileTree): Rendered {
  const { owners } = request;
  const { files, reports } = renderTargets(readFramework(tree), request.targets, {
    isForeign: foreignIn(request),
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

/** The digest of each asset as it will be; null where none will be. */
function assetsAfter(
  tree: FileTree,
  planned: readonly PlannedFile[],
): ReadonlyMap<string, string | null> {
  const known = new Map<string, string | null>();
  for (const { path, action, before, wanted } of planned) {
    const isWritten = action === 'create' || action === 'replace';
    known.set(path, isWritten ? (wanted?.sha256 ?? null) : action === 'delete' ? null : before);
  }
  for (const { path, kind } of tree.entries.values()) {
    if (known.has(path) || kind !== 'file' || isOwnRecord(path)) continue;
    const bytes = tree.read(path);
    known.set(path, bytes === undefined ? null : sha256Hex(bytes));
  }
  return known;
}
