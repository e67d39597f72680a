import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { PathResolver, ProtectedPlace, ProtectedSet, ResolvedPath } from '@gait/gate';

const MOST_LINKS = 40;
const MOST_FILES = 20_000;

/**
 * Follows paths on this machine. What does not exist yet is followed as far as it does, through
 * links that lead nowhere too: whoever opens them makes what they name. A file with several names
 * is compared with the protected files themselves. Remembers what it found: open one for each call.
 */
export function openPathResolver({ places }: ProtectedSet): PathResolver {
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
  const { real } = endOf(path, known);
  if (real !== undefined) return { path: slashed(real), same: sameFile(real, places) };
  // `..` behind a link leads to the parent of what the link names: nothing is cleaned beforehand.
  for (let end = path.length; end > 0;) {
    end = path.lastIndexOf('/', end - 1);
    const front = path.slice(0, Math.max(end, 0)) || '/';
    const found = endOf(front, known).real;
    if (found === undefined && front !== '/') continue;
    const [first = '', ...rest] = path
      .slice(front.length)
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    const folder = found ?? '/';
    const next = join(folder, first);
    if (first !== '..' && endOf(next, known).dangles) {
      return follow([resolve(folder, readlinkSync(next)), ...rest].join('/'), ground, links + 1);
    }
    return { path: slashed(join(next, ...rest)), same: undefined };
  }
  return { path, same: undefined };
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/** Errors other than that nothing is there are thrown: then nobody can say. */
function endOf(path: string, known: Known): Ending {
  const before = known.get(path);
  if (before !== undefined) return before;
  const end = findEnd(path);
  known.set(path, end);
  return end;
}

function findEnd(path: string): Ending {
  let dangles = false;
  try {
    // Asked first, because an error costs more than an answer.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { real: undefined, dangles };
    dangles = stats.isSymbolicLink();
    return { real: realpathSync.native(path), dangles: false };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { real: undefined, dangles };
    throw error;
  }
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
