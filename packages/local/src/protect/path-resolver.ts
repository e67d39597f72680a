import {
  existsSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statSync,
  type Stats,
} from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { PathResolver, ProtectedPlace, ProtectedSet, ResolvedPath } from '@gait/gate';

const MOST_LINKS = 40;
const MOST_FILES = 20_000;

/**
 * Follows paths on this machine. What does not exist yet is followed as far as it does, through
 * links that lead nowhere too: whoever opens them makes what they name. A file with several names
 * is compared with the protected files themselves. Remembers what it found: open one for each call.
 */
export function openPathResolver({ places }: Pick<ProtectedSet, 'places'>): PathResolver {
  const known: Known = new Map();
  return (path) => {
    // A drive letter elsewhere than on Windows: nothing to follow.
    if (!isAbsolute(path)) return { path, same: undefined };
    try {
      return follow(path, { places, known }, 0);
    } catch {
      return 'unknown';
    }
  };
}

interface Ending {
  /** Undefined: nowhere. */
  readonly real: string | undefined;
  /** A link is there that leads nowhere. */
  readonly dangles: boolean;
  /** How many names the file has; 1 for a folder; undefined: not known yet. */
  readonly names: number | undefined;
}

/** Where paths lead that were followed already. */
type Known = Map<string, Ending>;

interface Ground {
  readonly places: readonly ProtectedPlace[];
  readonly known: Known;
}

function follow(path: string, ground: Ground, links: number): ResolvedPath {
  if (links > MOST_LINKS) return 'unknown';
  const { places, known } = ground;
  const { real, names } = endOf(path, known, findEnd);
  if (real !== undefined) {
    return { path: slashed(real), same: names === 1 ? undefined : sameFile(real, places) };
  }
  // `..` behind a link leads to the parent of what the link names: nothing is cleaned beforehand.
  for (let end = path.length; end > 0;) {
    end = path.lastIndexOf('/', end - 1);
    const front = path.slice(0, Math.max(end, 0)) || '/';
    const found = endOf(front, known, findFront).real;
    if (found === undefined && front !== '/') continue;
    const folder = found ?? '/';
    const behind = path.slice(front.length);
    // One name in a folder that no link leads to: it was looked at already.
    if (folder === front && ONE_NAME.test(behind) && !endOf(path, known, findEnd).dangles) {
      return { path: slashed(path), same: undefined };
    }
    const [first = '', ...rest] = behind.split('/').filter((part) => part !== '' && part !== '.');
    const next = join(folder, first);
    if (first !== '..' && endOf(next, known, findEnd).dangles) {
      return follow([resolve(folder, readlinkSync(next)), ...rest].join('/'), ground, links + 1);
    }
    return { path: slashed(join(next, ...rest)), same: undefined };
  }
  return { path, same: undefined };
}

/** A slash and a name that is neither `.` nor `..`. */
const ONE_NAME = /^\/(?!\.{1,2}$)[^/]+$/u;

function slashed(path: string): string {
  return path.includes('\\') ? path.replaceAll('\\', '/') : path;
}

/** Errors other than that nothing is there are thrown: then nobody can say. */
function endOf(path: string, known: Known, find: (path: string) => Ending): Ending {
  const before = known.get(path);
  if (before !== undefined) return before;
  const end = find(path);
  known.set(path, end);
  return end;
}

const NOWHERE: Ending = { real: undefined, dangles: false, names: undefined };

/** What is asked first: most of what calls name is not there yet, and an error costs more than an answer. */
function findEnd(path: string): Ending {
  let dangles = false;
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return NOWHERE;
    dangles = stats.isSymbolicLink();
    const names = dangles ? undefined : stats.isDirectory() ? 1 : stats.nlink;
    return { real: realpathSync.native(path), dangles: false, names };
  } catch (error) {
    return nowhere(error, dangles);
  }
}

/** A folder in front of something: most of them are there. */
function findFront(path: string): Ending {
  try {
    if (existsSync(path)) {
      return { real: realpathSync.native(path), dangles: false, names: undefined };
    }
  } catch (error) {
    return nowhere(error, false);
  }
  return findEnd(path);
}

function nowhere(error: unknown, dangles: boolean): Ending {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return { ...NOWHERE, dangles };
  throw error;
}

/** The protected file that this is by another name. A file with one name is none. */
function sameFile(path: string, places: readonly ProtectedPlace[]): ProtectedPlace | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory() || stats.nlink < 2) return undefined;
  let looked = 0;
  const lookIn = (at: string, tree: boolean): boolean => {
    if (++looked > MOST_FILES) throw new Error('too many files to compare with');
    const own = lstatSync(at, { throwIfNoEntry: false });
    if (own === undefined) return false;
    if (own.isDirectory())
      return tree && readdirSync(at).some((name) => lookIn(join(at, name), true));
    return isSame(own, stats);
  };
  return places.find((place) => lookIn(place.path, place.tree));
}

function isSame(a: Stats, b: Stats): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** The project that a configuration file belongs to: the folder above its `.gait`. */
export function projectOf(configPath: string, otherwise: string): string {
  const folder = dirname(configPath);
  return /[/\\]\.gait$/u.test(folder) ? dirname(folder) : otherwise;
}
