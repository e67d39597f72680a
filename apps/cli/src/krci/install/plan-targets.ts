import {
  FOLDER_OF,
  FRAMEWORK,
  isOwnRecord,
  isUnresolved,
  judgeTargetFile,
  overlayTree,
  pickRendering,
  planInstall,
  readFramework,
  readMark,
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
import { compareUtf8, digest, sha256Hex, type Json } from '@gait/canon';
import type { HarnessId } from '@gait/harness';
import { readTree } from '@gait/local';
import type { DerivedCheck } from './derived-check.ts';
import type { FrameworkSource } from './framework-source.ts';
import type { InstallMemory } from './install-memory.ts';
import { bytesAt } from './project-state.ts';
import { rememberedFiles } from './remembered-files.ts';

/** What becomes of the files of AI coding tools. */
export interface TargetPlan extends InstallPlan {
  readonly reports: readonly TargetReport[];
  /** Assets with the markers of a merge: the files that were made of them stay as they were. */
  readonly unresolved: readonly string[];
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
  /** D of what the project accepts in spite of the scan. */
  readonly waivers: string;
  /** Throws where the scan finds something in what files are made of, or in what they say besides. */
  readonly check: DerivedCheck;
}

/**
 * Renders the framework as it will be for some tools. A file that a person or another tool wrote
 * is never replaced, with `force` neither: it may be theirs by mere likeness of name.
 */
export function planTargets(request: TargetRequest): TargetPlan {
  const { root, targets, assets, owners, locked, presentAt, force, memory } = request;
  const tree = readTree(root);
  const unresolved = unresolvedAssets(tree, assets.files);
  if (targets.length === 0) {
    return { ...planInstall({ wanted: [], locked, presentAt, force }), reports: [], unresolved };
  }
  const after = assetsAfter(tree, assets.files);
  const finished = unresolved.length > 0 ? undefined : takeFinished(request, after);
  if (finished !== undefined) {
    const { wanted, reports } = finished;
    return { ...planInstall({ wanted, locked, presentAt, force }), reports, unresolved };
  }
  const lists = new Set(owners.values());
  // Nearly always all is of one source.
  const givers = lists.size < 2 ? [...lists] : [Object.fromEntries(owners)];
  const input = digest([
    [...targets],
    Object.fromEntries(after),
    givers,
    request.waivers,
  ] as unknown as Json);
  const render = (): Rendered => renderAll(request, overlayTree(tree, assets.files));
  if (unresolved.length > 0) {
    const around = planAround(request, render(), unresolved);
    return { ...around, reports: without(around.reports, unresolved), unresolved };
  }
  const known = memory.recall('rendering', input);
  const remembered =
    known === undefined ? undefined : rememberedFiles(locked, known['set'], () => render().wanted);
  if (known !== undefined && remembered !== undefined) {
    const reports = known['reports'] as unknown as readonly TargetReport[];
    const plan = planInstall({ wanted: remembered, locked, presentAt, force });
    return { ...plan, reports, unresolved };
  }
  const rendered = render();
  const { wanted, reports } = rendered;
  // An edit that broke an agent for the moment: what was made of it is better than nothing.
  const broken = reports.flatMap(({ findings }) =>
    findings.flatMap(({ code, from }) => (code === 'target_unreadable' ? [from] : [])),
  );
  if (broken.length > 0) return planAround(request, rendered, broken);
  // Where somebody's own file stands in the way it has to be looked at each time.
  const isWhole = reports.every(({ findings }) =>
    findings.every(({ code }) => code !== 'target_foreign'),
  );
  if (isWhole)
    memory.keep('rendering', input, {
      set: setDigest(wanted),
      reports: JSON.parse(JSON.stringify(reports)) as Json,
    });
  return { ...planInstall({ wanted, locked, presentAt, force }), reports, unresolved };
}

/**
 * Leaves the files alone that speak of assets that cannot be read as they stand, and makes no new
 * ones. What is only wanted because of such an asset goes when it is repaired, and not before.
 */
function planAround(
  { root, locked, presentAt, force }: TargetRequest,
  { wanted, reports }: Rendered,
  assets: readonly string[],
): TargetPlan {
  const open = new Set(assets);
  const made = new Set(wanted.map(({ path }) => path));
  const kept = locked.filter(({ path }) => {
    if (presentAt(path).kind !== 'file') return false;
    const bytes = Buffer.from(bytesAt(root, path));
    const { from = '' } = readMark(bytes) ?? {};
    return !made.has(path) || open.has(from) || assets.some((asset) => bytes.includes(asset));
  });
  const stays = new Set(kept.map(({ path }) => path));
  const plan = planInstall({
    wanted: wanted.filter(({ path, from }) => !stays.has(path) && !open.has(from)),
    locked: locked.filter(({ path }) => !stays.has(path)),
    presentAt,
    force,
  });
  const files = kept.map((file): PlannedFile => {
    const { path } = file;
    const present = presentAt(path);
    const before = present.kind === 'file' ? present.sha256 : null;
    return { path, action: 'keep', reason: 'same', wanted: undefined, before, locked: file };
  });
  return {
    files: [...plan.files, ...files].sort((a, b) => compareUtf8(a.path, b.path)),
    blocked: plan.blocked,
    reports,
    unresolved: [],
  };
}

/** That an agent with markers in it cannot be read goes without saying. */
function without(
  reports: readonly TargetReport[],
  unresolved: readonly string[],
): readonly TargetReport[] {
  return reports.map((report) => ({
    ...report,
    findings: report.findings.filter(
      ({ code, from }) => code !== 'target_unreadable' || !unresolved.includes(from),
    ),
  }));
}

/** Assets that a merge left markers in, as they will stand there; sorted. */
function unresolvedAssets(tree: FileTree, planned: readonly PlannedFile[]): readonly string[] {
  // What a source gave was validated.
  const sound = new Set(
    planned
      .filter(({ action, before, wanted }) =>
        action === 'keep' || action === 'conflict' ? before === wanted?.sha256 : true,
      )
      .map(({ path }) => path),
  );
  const folders = [...Object.values(FOLDER_OF), `${FRAMEWORK}/local`].map((path) => `${path}/`);
  return [...tree.entries.values()].flatMap(({ path, kind }) => {
    if (kind !== 'file' || sound.has(path) || !folders.some((top) => path.startsWith(top)))
      return [];
    const bytes = tree.read(path);
    return bytes !== undefined && isUnresolved(bytes) ? [path] : [];
  });
}

interface Rendered {
  readonly wanted: readonly MadeFile[];
  readonly reports: readonly TargetReport[];
}

/** What the build rendered. */
interface FinishedRendering {
  readonly wanted: readonly WantedFile[];
  readonly reports: readonly TargetReport[];
}

/** A file and the asset that it is made of. */
interface MadeFile extends WantedFile {
  readonly from: string;
}

/**
 * What the source has rendered of itself: where its files, all of them, will stand there and nothing
 * else, and no file of somebody else is in the way.
 */
function takeFinished(
  request: TargetRequest,
  after: ReadonlyMap<string, string | null>,
): FinishedRendering | undefined {
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
  request.check(files, tree.read);
  const wanted = files.map(({ path, from, bytes }): MadeFile => ({
    path,
    from,
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
