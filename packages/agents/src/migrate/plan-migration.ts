import { compareUtf8 } from '@gait/canon';
import { HARNESS_IDS, HARNESSES, pathIn, type HarnessId, type LegacyPlace } from '@gait/harness';
import { decodeAsset } from '../reader/decode-asset.ts';
import { kebabName } from '../targets/asset-name.ts';
import { judgeTargetFile } from '../targets/judge-target-file.ts';
import { headOfSkill, listGlobs, type HeadFault, type Rewritten } from './rewrite-head.ts';

/** A file that goes where its tool looks for it today. */
export interface MovedFile {
  readonly target: HarnessId;
  readonly from: string;
  readonly to: string;
  readonly bytes: Uint8Array;
  /** What had to become otherwise in it. */
  readonly changes: readonly string[];
}

/** A file that stays where it is. */
export interface LeftFile {
  readonly path: string;
  readonly why:
    /** Another file stands where it would go. */
    | 'taken'
    /** krci-ai made it and no lock tells of it, or the existing tool did and the AI tool still reads it there. */
    | 'installed'
    /** Its head cannot be read, or it is no text. */
    | 'unreadable'
    /** A person has to say where its text goes. */
    | 'by_hand';
  readonly detail: string;
}

export interface MigrationPlan {
  /** Sorted by the old path. */
  readonly moves: readonly MovedFile[];
  readonly left: readonly LeftFile[];
}

export interface MigrationInput {
  /** Files below the folders of `legacyFolders`. */
  readonly files: readonly string[];
  readonly read: (path: string) => Uint8Array | undefined;
  /** An install made it and the lock has it. */
  readonly isLocked: (path: string) => boolean;
  readonly exists: (path: string) => boolean;
}

interface Legacy {
  readonly target: HarnessId;
  readonly place: LegacyPlace;
  /** What stands before and behind the name; without a name, the whole path. */
  readonly before: string;
  readonly behind: string;
}

/** Places that AI tools have given up, inside a repository. */
const LEGACY: readonly Legacy[] = HARNESS_IDS.flatMap((target) =>
  HARNESSES[target].legacy
    .filter(({ path }) => !path.startsWith('~'))
    .map((place) => {
      const [before = '', behind = ''] = place.path.split('{name}');
      return { target, place, before, behind };
    }),
);

/** Folders in which there may be files to migrate. */
export function legacyFolders(): readonly string[] {
  return LEGACY.map(({ before }) => before.slice(0, before.lastIndexOf('/')));
}

/**
 * Where each file of a place that its tool gave up goes, and what becomes otherwise in it. Nothing
 * is written over, and nothing is lost: what cannot go stays and is told.
 */
export function planMigration(input: MigrationInput): MigrationPlan {
  const moves: MovedFile[] = [];
  const left: LeftFile[] = [];
  const taken = new Set<string>();
  const files = [...input.files].sort(compareUtf8);
  const names = countNames(files);
  for (const path of files) {
    const legacy = LEGACY.find((one) => nameIn(one, path) !== undefined);
    if (legacy === undefined) continue;
    const stay = (why: LeftFile['why'], detail: string): void => {
      left.push({ path, why, detail });
    };
    const kind = judgeTargetFile(path, input.read);
    const isKept = kind === 'generated' || (kind === 'earlier' && legacy.place.read);
    // Every install looks after these, and there is nothing to do.
    if (input.isLocked(path)) continue;
    if (isKept) {
      stay('installed', `krci-ai install --ide ${legacy.target} looks after it`);
      continue;
    }
    const name = nameFor(legacy, nameIn(legacy, path) ?? '', names);
    const to = pathIn({ path: legacy.place.becomes }, name);
    const bytes = input.read(path);
    const rewritten = bytes === undefined ? NO_TEXT : rewrite(legacy.place.becomes, bytes, name);
    if ('fault' in rewritten) stay('unreadable', rewritten.fault);
    else if (input.exists(to) || taken.has(to)) stay('taken', `${to} is there`);
    else {
      taken.add(to);
      moves.push({ target: legacy.target, from: path, to, ...rewritten });
    }
  }
  return { moves, left: [...left, ...formerFiles(input)] };
}

/** What a tool read as one file and now reads as several: whoever wrote it divides it. */
function formerFiles({ exists }: MigrationInput): readonly LeftFile[] {
  return HARNESS_IDS.flatMap((target) =>
    (HARNESSES[target].formerFiles ?? [])
      .filter(({ path }) => exists(path))
      .map(({ path, instead }): LeftFile => ({
        path,
        why: 'by_hand',
        detail: `of an earlier version of ${HARNESSES[target].title}: put its text into ${instead}`,
      })),
  );
}

const NO_TEXT = { fault: 'it cannot be read' };

/** What stands for the name; undefined for a path that is not of this place. */
function nameIn({ place, before, behind }: Legacy, path: string): string | undefined {
  if (!place.path.includes('{name}')) return path === place.path ? '' : undefined;
  const isOf =
    path.startsWith(before) && path.endsWith(behind) && path.length > before.length + behind.length;
  return isOf ? path.slice(before.length, path.length - behind.length) : undefined;
}

/** A command is called by its last word, also below folders; where two are, the folders tell. */
function nameFor({ place }: Legacy, name: string, names: ReadonlyMap<string, number>): string {
  if (!place.becomes.endsWith('/SKILL.md')) return name;
  const last = name.slice(name.lastIndexOf('/') + 1);
  return kebabName(names.get(last) === 1 ? last : name.replaceAll('/', '-'), 'command');
}

function countNames(files: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const path of files) {
    const legacy = LEGACY.find((one) => nameIn(one, path) !== undefined);
    const name = legacy === undefined ? undefined : nameIn(legacy, path);
    if (name === undefined || legacy?.place.becomes.endsWith('/SKILL.md') !== true) continue;
    const last = name.slice(name.lastIndexOf('/') + 1);
    counts.set(last, (counts.get(last) ?? 0) + 1);
  }
  return counts;
}

function rewrite(
  becomes: string,
  bytes: Uint8Array,
  name: string,
): { readonly bytes: Uint8Array; readonly changes: readonly string[] } | HeadFault {
  const change = REWRITES.find(([end]) => becomes.endsWith(end) || becomes.startsWith(end))?.[1];
  if (change === undefined) return { bytes, changes: [] };
  const { text, fault } = decodeAsset(bytes);
  if (fault !== undefined) return { fault: fault.message };
  const done = change(text, name);
  if ('fault' in done) return done;
  return done.changes.length === 0
    ? { bytes, changes: [] }
    : { bytes: Buffer.from(done.text), changes: done.changes };
}

/** Places whose files read otherwise than those that they take over. */
const REWRITES: readonly (readonly [
  place: string,
  change: (text: string, name: string) => Rewritten | HeadFault,
])[] = [
  ['/SKILL.md', headOfSkill],
  ['.devin/rules/', (text) => listGlobs(text)],
];
