import {
  chmodSync,
  copyFileSync,
  constants,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  type Stats,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CodedError } from '@gait/canon';
import type { Environment } from '../children/child-environment.ts';
import { fileError } from '../files/file-error.ts';
import { makeFolder } from '../files/write-whole.ts';
import { gitRoot, trackedFiles, untrackedFiles } from '../platform/git.ts';

/** What was copied, and what was left out with the reason. */
export interface WorkingCopy {
  readonly files: number;
  /** Names relative to the source, with `/`. */
  readonly skipped: readonly {
    readonly name: string;
    readonly reason: 'link_leaves_tree' | 'not_a_file';
  }[];
}

/** Folders that are made by tools, not written by people. */
const MADE = new Set(['.git', 'gait-out', '.gait-out', 'node_modules']);

/**
 * Copies a folder so that an agent can work in it as in a fresh checkout: what
 * git tracks when git can say, with the changes on disk; otherwise everything but
 * `.git`, `gait-out`, `.gait-out` and `node_modules`. Links are copied as links,
 * and only those that stay inside the tree: the agent's writes must not reach the
 * original.
 *
 * @param to A folder that is empty or does not exist.
 * @param choices `untracked`: also files that git neither tracks nor ignores, such as
 *   an agent that is being written.
 * @throws CodedError `file_missing`, `file_permission`, `disk_full`, `file_exists`, `file_write`.
 */
export function cleanWorkingCopy(
  from: string,
  to: string,
  env: Environment,
  choices: { readonly untracked?: boolean } = {},
): WorkingCopy {
  const source = resolve(from);
  const target = resolve(to);
  makeEmpty(target);
  const names = gitFiles(source, env, choices.untracked === true) ?? walk(source, target);
  const skipped: WorkingCopy['skipped'][number][] = [];
  let files = 0;
  for (const name of names) {
    const outcome = copyOne(source, target, name);
    if (outcome === 'copied') files += 1;
    else if (outcome !== 'gone') skipped.push({ name: name.split(sep).join('/'), reason: outcome });
  }
  return { files, skipped };
}

/** What git lists; undefined without git. */
function gitFiles(
  source: string,
  env: Environment,
  untracked: boolean,
): readonly string[] | undefined {
  if (gitRoot(source) === undefined) return undefined;
  const tracked = trackedFiles(source, env);
  if (tracked === undefined || !untracked) return tracked?.map(native);
  const others = (untrackedFiles(source, env) ?? []).filter(
    (name) => !name.split('/').some((part) => MADE.has(part)),
  );
  return [...tracked, ...others].map(native);
}

/** Git separates names with `/` everywhere. */
function native(name: string): string {
  return name.split('/').join(sep);
}

function makeEmpty(target: string): void {
  makeFolder(target);
  try {
    if (readdirSync(target).length === 0) return;
  } catch (error) {
    throw fileError(error, 'read', target);
  }
  throw new CodedError('file_exists', `${target} is not empty`, {
    hint: 'give a folder that is empty or does not exist',
    where: { file: target },
  });
}

function* walk(source: string, target: string, folder = ''): Generator<string> {
  const here = join(source, folder);
  if (here === target) return; // a copy inside its own source would never end
  for (const entry of list(here)) {
    const name = join(folder, entry.name);
    if (!entry.isDirectory()) yield name;
    else if (!MADE.has(entry.name)) yield* walk(source, target, name);
  }
}

function list(folder: string): readonly { readonly name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw fileError(error, 'read', folder);
  }
}

type Outcome = 'copied' | 'gone' | 'link_leaves_tree' | 'not_a_file';

function copyOne(source: string, target: string, name: string): Outcome {
  const from = join(source, name);
  const to = join(target, name);
  const stat = look(from);
  if (stat === undefined) return 'gone'; // tracked, deleted on disk
  if (!stat.isFile() && !stat.isSymbolicLink()) return 'not_a_file';
  try {
    // A tracked folder that was replaced by a link would be read through it.
    if (!isBelow(source, dirname(from))) return 'link_leaves_tree';
    makeFolder(dirname(to));
    if (stat.isSymbolicLink()) return copyLink(name, from, to);
    copyFileSync(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    chmodSync(to, (stat.mode & 0o100) === 0 ? 0o644 : 0o755);
    return 'copied';
  } catch (error) {
    throw fileError(error, 'write', to);
  }
}

function copyLink(name: string, from: string, to: string): Outcome {
  const points = readlinkSync(from);
  if (!staysInside(name, points)) return 'link_leaves_tree';
  symlinkSync(points, to);
  return 'copied';
}

/**
 * A link may climb only at its beginning, and no higher than the tree's root.
 * `..` after a name is refused: that name may be a link itself, and what looks
 * like a step back to the same place would be a step out of another one.
 */
function staysInside(name: string, points: string): boolean {
  if (isAbsolute(points)) return false;
  const steps = points.split(/[\\/]/u).filter((step) => step !== '' && step !== '.');
  const climbs = steps.filter((step) => step === '..').length;
  const depth = name.split(sep).length - 1;
  return climbs <= depth && !steps.slice(climbs).includes('..');
}

/** False when a folder on the way to a file is a link that leads out of the tree. */
function isBelow(source: string, folder: string): boolean {
  const way = relative(realpathSync(source), realpathSync(folder));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
