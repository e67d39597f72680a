import { sha256Hex } from '@gait/canon';
import type { LockedFile } from '../lock/agents-lock.ts';
import {
  copyPath,
  lockedAs,
  type InstallPlan,
  type PlannedFile,
  type WantedFile,
} from '../lock/plan-install.ts';
import { mergeFile, type Favour, type MergeLabels } from '../merge/merge-file.ts';
import type { Unmergeable } from '../merge/text-lines.ts';
import { findRenames } from './find-renames.ts';

/** What became of a file that somebody changed and the source changed, too. */
export interface MergedFile {
  readonly path: string;
  /** Where it was before: the source moved it, and the edits moved with it. */
  readonly from?: string;
  readonly outcome:
    /** Both are in it. */
    | 'merged'
    /** Markers stand where a person has to decide. */
    | 'conflict'
    /** `--ours` or `--theirs` decided; of what gave way a copy is kept. */
    | 'ours'
    | 'theirs'
    /** It is as it was; what came instead lies beside it. */
    | 'refused';
  /** Places where both changed the same. */
  readonly conflicts: number;
  readonly why?: Unmergeable | 'unresolved' | 'no_base';
  /** Where what came instead lies. */
  readonly beside?: string;
}

export interface UpdateInput {
  /** What becomes of the assets, without force. */
  readonly plan: InstallPlan;
  /** Assets of the present lock. */
  readonly locked: readonly LockedFile[];
  /** What stands in the project. */
  readonly read: (path: string) => Uint8Array;
  /** What an earlier version gave; undefined where nobody has it any more. */
  readonly contentOf: (sha256: string) => Uint8Array | undefined;
  readonly labels: MergeLabels;
  readonly favour: Favour;
}

export interface SettledUpdate {
  /** What is written. */
  readonly plan: InstallPlan;
  /** What AI coding tools get files of: where markers stand, what stood there before. */
  readonly tools: InstallPlan;
  readonly merges: readonly MergedFile[];
  /** Files to be written beside those that were not merged. */
  readonly beside: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** What the source gave for what was merged: the base of the next update. */
  readonly bases: readonly Uint8Array[];
}

/** One file settled. */
interface Settled {
  readonly file: PlannedFile;
  readonly merged: MergedFile;
  readonly beside?: Uint8Array;
  readonly base?: Uint8Array;
}

/**
 * Merges what somebody edited with what comes instead. Everything else stays as an install would
 * do it. Nothing that a person wrote is lost: it is in the result, between markers, or in a copy.
 */
export function settleUpdate(input: UpdateInput): SettledUpdate {
  const { plan } = input;
  const moves = settleMoves(input);
  const settled = new Map(moves.map((move) => [move.file.path, move]));
  for (const file of plan.files) {
    const done = file.reason === 'edited_newer' ? settleEdited(input, file) : undefined;
    if (done !== undefined) settled.set(file.path, done);
  }
  const moved = new Map(moves.map(({ merged }) => [merged.from, merged]));
  const files = plan.files.map((file): PlannedFile => {
    const done = settled.get(file.path);
    if (done !== undefined) return done.file;
    const gone = moved.get(file.path);
    if (gone !== undefined) {
      const dropped: PlannedFile = { ...file, action: 'delete' };
      return gone.outcome === 'theirs' ? withCopy(dropped) : dropped;
    }
    const isTheirs = file.reason === 'edited_dropped' || file.reason === 'foreign';
    return isTheirs && input.favour === 'theirs' ? forced(file) : file;
  });
  const all = [...settled.values()].sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
  return {
    plan: { ...plan, files },
    tools: {
      ...plan,
      files: files.map((file) =>
        file.reason === 'conflicted' ? { ...file, action: 'conflict' as const } : file,
      ),
    },
    merges: all.map(({ merged }) => merged),
    beside: all.flatMap(({ merged: { beside }, beside: bytes }) =>
      beside === undefined || bytes === undefined ? [] : [{ path: beside, bytes }],
    ),
    bases: all.flatMap(({ base }) => (base === undefined ? [] : [base])),
  };
}

function settleEdited(input: UpdateInput, file: PlannedFile): Settled | undefined {
  const { wanted } = file;
  const old = input.locked.find(({ path }) => path === file.path);
  if (wanted === undefined || old === undefined) return undefined;
  return settle(input, file, wanted, old);
}

/** The edits of files that the source moved go where the files are now. */
function settleMoves(input: UpdateInput): readonly Settled[] {
  return renamesOf(input).flatMap(({ from, to }): readonly Settled[] => {
    const file = input.plan.files.find(({ path }) => path === to);
    const old = input.locked.find(({ path }) => path === from);
    if (file?.wanted === undefined || old === undefined) return [];
    const done = settle(input, file, file.wanted, old);
    if (done.merged.outcome === 'refused') return [];
    return [
      { ...done, file: { ...done.file, action: 'create' }, merged: { ...done.merged, from } },
    ];
  });
}

/** Merges one file, wherever its edits stand. */
function settle(
  { read, contentOf, labels, favour }: UpdateInput,
  file: PlannedFile,
  wanted: WantedFile,
  old: LockedFile,
): Settled {
  const ours = read(old.path);
  const theirs = wanted.read();
  const base = contentOf(old.base ?? old.sha256);
  const result =
    base === undefined
      ? ({ kind: 'refused', reason: 'no_base' } as const)
      : mergeFile({ ours, base, theirs }, labels, favour);
  const told = { path: file.path, conflicts: 0 };
  switch (result.kind) {
    case 'clean': {
      const { bytes, settled } = result;
      const outcome = settled === 0 || favour === 'markers' ? ('merged' as const) : favour;
      const written = asWritten(file, wanted, bytes, ours);
      return {
        file: outcome === 'theirs' ? withCopy(written) : written,
        merged: { ...told, outcome, conflicts: settled },
        base: theirs,
      };
    }
    case 'conflict': {
      return {
        file: {
          ...asWritten(file, wanted, result.bytes, ours),
          reason: 'conflicted',
          // As the source gave it: what stands there is told as changed until it is decided.
          locked: lockedAs(wanted),
        },
        merged: { ...told, outcome: 'conflict', conflicts: result.conflicts },
        base: theirs,
      };
    }
    case 'refused':
      return refused(file, wanted, result.reason, { ours, theirs, favour });
  }
}

function refused(
  file: PlannedFile,
  wanted: WantedFile,
  why: NonNullable<MergedFile['why']>,
  {
    ours,
    theirs,
    favour,
  }: { readonly ours: Uint8Array; readonly theirs: Uint8Array; readonly favour: Favour },
): Settled {
  const told = { path: file.path, conflicts: 1, why };
  if (favour === 'theirs') return { file: forced(file), merged: { ...told, outcome: 'theirs' } };
  if (favour === 'ours' && why !== 'unresolved') {
    const kept = asWritten(file, wanted, ours, ours);
    return { file: kept, merged: { ...told, outcome: 'ours' }, base: theirs };
  }
  // Told as a conflict, and held against the old base again by the next update.
  const beside = copyPath(file.path, wanted.sha256);
  return { file, merged: { ...told, outcome: 'refused', beside }, beside: theirs };
}

/** Some bytes in place of what somebody edited. */
function asWritten(
  file: PlannedFile,
  wanted: WantedFile,
  bytes: Uint8Array,
  ours: Uint8Array,
): PlannedFile {
  const now = { ...lockedAs(wanted), sha256: sha256Hex(bytes), size: bytes.length };
  const isSame = Buffer.compare(bytes, ours) === 0;
  return {
    ...file,
    action: isSame ? 'keep' : 'replace',
    reason: 'merged',
    wanted: { ...now, read: () => bytes },
    locked: now.sha256 === wanted.sha256 ? now : { ...now, base: wanted.sha256 },
  };
}

/** What the source wants, whatever stands there; a copy of that is kept. */
function forced(file: PlannedFile): PlannedFile {
  const { wanted } = file;
  if (wanted === undefined) return withCopy({ ...file, action: 'delete' });
  return withCopy({ ...file, action: 'replace', locked: lockedAs(wanted) });
}

function withCopy(file: PlannedFile): PlannedFile {
  return file.before === null ? file : { ...file, copy: copyPath(file.path, file.before) };
}

function renamesOf({ plan, locked, contentOf }: UpdateInput): ReturnType<typeof findRenames> {
  const old = new Map(locked.map((file) => [file.path, file]));
  const stays = new Set(plan.files.flatMap((file) => file.locked?.sources ?? []));
  const gone = plan.files.flatMap(({ path, reason }) => {
    const was = reason === 'edited_dropped' ? old.get(path) : undefined;
    const bytes = was === undefined ? undefined : contentOf(was.base ?? was.sha256);
    if (was === undefined || bytes === undefined) return [];
    // A source that another one took the place of may have had another name.
    return [{ path, bytes, sources: was.sources.filter((name) => stays.has(name)) }];
  });
  if (gone.length === 0) return [];
  const fresh = plan.files.flatMap(({ path, reason, wanted }) =>
    reason === 'new' && wanted !== undefined
      ? [{ path, bytes: wanted.read(), sources: wanted.sources }]
      : [],
  );
  return findRenames(gone, fresh);
}
