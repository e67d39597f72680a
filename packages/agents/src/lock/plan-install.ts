import { compareUtf8 } from '@gait/canon';
import { FRAMEWORK } from '../tree/file-tree.ts';
import type { LockedFile } from './agents-lock.ts';

/** A file as a source wants it. */
export interface WantedFile extends Omit<LockedFile, 'base'> {
  /** Asked for only where the file is written. */
  readonly read: () => Uint8Array;
}

/** What stands under a name now. */
export type PresentFile =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'file'; readonly sha256: string; readonly size: number }
  /** A link, a folder or a device stands there, or on the way. */
  | { readonly kind: 'blocked'; readonly why: string };

/** What becomes of a file. A conflict is left as it is and told. */
export type InstallAction = 'create' | 'replace' | 'delete' | 'keep' | 'conflict';

/** Why. */
export type InstallReason =
  /** Was not there before. */
  | 'new'
  /** Was installed, and somebody removed it. */
  | 'missing'
  /** As it was installed; the source has another one now. */
  | 'newer'
  /** Stands there as it is wanted. */
  | 'same'
  /** Somebody changed it, and the source did not. */
  | 'edited'
  /** Somebody changed it, and the source did, too. */
  | 'edited_newer'
  /** Was not installed by us and is another one. */
  | 'foreign'
  /** No longer part of what was chosen. */
  | 'dropped'
  /** No longer part of what was chosen, and somebody changed it: it is theirs from now on. */
  | 'edited_dropped'
  /** An update merged what both sides changed. */
  | 'merged'
  /** An update left markers where both sides changed the same lines. */
  | 'conflicted';

export interface PlannedFile {
  readonly path: string;
  readonly action: InstallAction;
  readonly reason: InstallReason;
  readonly wanted: WantedFile | undefined;
  /** What was looked at when this was planned: a SHA-256, or null for nothing. */
  readonly before: string | null;
  /** Where what a person wrote is kept when it is replaced or removed by force. */
  readonly copy?: string;
  /** How the lock tells of it afterwards. */
  readonly locked: LockedFile | undefined;
}

export interface InstallPlan {
  /** Sorted by path. */
  readonly files: readonly PlannedFile[];
  /** Names where nothing can be written: while there is one, nothing is. */
  readonly blocked: readonly { readonly path: string; readonly why: string }[];
}

export interface InstallState {
  readonly wanted: readonly WantedFile[];
  /** Files of the present lock; empty where there is none. */
  readonly locked: readonly LockedFile[];
  readonly presentAt: (path: string) => PresentFile;
  /** Replaces and removes also what somebody changed, and keeps a copy. */
  readonly force: boolean;
}

/** Folder of copies of what was replaced by force. */
export const KEPT_FOLDER = `${FRAMEWORK}/.kept`;

/**
 * What becomes of each file that is wanted or was installed. Pure, and nothing that a person wrote
 * is replaced or removed without `force`.
 */
export function planInstall({ wanted, locked, presentAt, force }: InstallState): InstallPlan {
  const files: PlannedFile[] = [];
  const blocked: { path: string; why: string }[] = [];
  const old = new Map(locked.map((file) => [file.path, file]));
  const named = new Set(wanted.map(({ path }) => path));
  for (const file of wanted) {
    const present = presentAt(file.path);
    if (present.kind === 'blocked') blocked.push({ path: file.path, why: present.why });
    else
      files.push(
        planned(file.path, present, judgeWanted(file, old.get(file.path), present), force),
      );
  }
  for (const file of locked) {
    if (named.has(file.path)) continue;
    const present = presentAt(file.path);
    files.push(planned(file.path, present, judgeDropped(file, present), force));
  }
  return { files: files.sort((a, b) => compareUtf8(a.path, b.path)), blocked };
}

type Judged = Pick<PlannedFile, 'action' | 'reason' | 'wanted' | 'locked'>;

function planned(path: string, present: PresentFile, judged: Judged, force: boolean): PlannedFile {
  const found = { path, before: digestOf(present), ...judged };
  const written = found.action === 'conflict' || found.reason === 'edited';
  if (!written || !force || found.before === null) return found;
  const copy = copyPath(path, found.before);
  const { wanted } = found;
  return wanted === undefined
    ? { ...found, action: 'delete', copy }
    : { ...found, action: 'replace', locked: lockedAs(wanted), copy };
}

function judgeWanted(
  wanted: WantedFile,
  old: LockedFile | undefined,
  present: PresentFile,
): Judged {
  const locked = lockedAs(wanted);
  const there = digestOf(present);
  if (there === null)
    return { action: 'create', reason: old === undefined ? 'new' : 'missing', wanted, locked };
  if (there === wanted.sha256) return { action: 'keep', reason: 'same', wanted, locked };
  if (old === undefined)
    return { action: 'conflict', reason: 'foreign', wanted, locked: undefined };
  if (wanted.sha256 === (old.base ?? old.sha256)) {
    // What an update merged is as it was left; anything else was edited after.
    const reason = there === old.sha256 ? 'same' : 'edited';
    return { action: 'keep', reason, wanted, locked: old };
  }
  if (there === old.sha256 && old.base === undefined)
    return { action: 'replace', reason: 'newer', wanted, locked };
  return { action: 'conflict', reason: 'edited_newer', wanted, locked: old };
}

function judgeDropped(old: LockedFile, present: PresentFile): Judged {
  const gone = { wanted: undefined, locked: undefined };
  if (present.kind === 'nothing') return { action: 'keep', reason: 'dropped', ...gone };
  const isOurs = digestOf(present) === old.sha256 && old.base === undefined;
  return isOurs
    ? { action: 'delete', reason: 'dropped', ...gone }
    : { action: 'conflict', reason: 'edited_dropped', ...gone };
}

function digestOf(present: PresentFile): string | null {
  return present.kind === 'file' ? present.sha256 : null;
}

/** How a lock tells of a file that is as its source wants it. */
export function lockedAs({ read: _read, ...file }: WantedFile): LockedFile {
  return file;
}

/**
 * Where a copy of a file is kept: named by its content, so that forcing twice keeps both and forcing
 * again keeps no more.
 */
export function copyPath(path: string, sha256: string): string {
  const below = path.startsWith(`${FRAMEWORK}/`) ? path.slice(FRAMEWORK.length + 1) : path;
  return `${KEPT_FOLDER}/${below}.${sha256.slice(0, 12)}`;
}
