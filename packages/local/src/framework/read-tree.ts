import { closeSync, lstatSync, readdirSync, type Dirent, type Stats } from 'node:fs';
import { join } from 'node:path';
import {
  FRAMEWORK,
  mayBeProgram,
  TREE_LIMITS,
  type FileTree,
  type TreeEntry,
  type TreeLimits,
} from '@gait/agents';
import { openRegular } from '../files/open-regular.ts';
import { readOpened } from '../files/read-whole.ts';

/** How a folder is read; what is left out keeps its default. */
export interface ReadTreeOptions {
  /** The folder whose files stand in the tree as `.krci-ai/…`; default that folder of the project. */
  readonly folder?: string;
  readonly limits?: Partial<TreeLimits>;
  /** What is looked at in the folder itself, by name; default everything. */
  readonly names?: ReadonlySet<string>;
}

/**
 * Lists a framework on the disk; files are read when they are asked for, each time anew. Links are
 * entries and never followed, neither here nor when a file is read. A folder that is not there has
 * no entries; one that cannot be listed is an entry with a fault. Synchronous: a hundred small
 * files are read faster than a hundred promises are kept.
 *
 * @param root absolute path of the project
 */
export function readTree(root: string, options: ReadTreeOptions = {}): FileTree {
  const limits = { ...TREE_LIMITS, ...options.limits };
  const top = options.folder ?? join(root, FRAMEWORK);
  const found: TreeEntry[] = [];
  let truncated = false;

  const visit = (absolute: string, path: string, depth: number): void => {
    let names: Dirent[];
    try {
      names = readdirSync(absolute, { withFileTypes: true });
    } catch {
      found.push({ path, kind: 'folder', size: 0, fault: 'unreadable' });
      return;
    }
    found.push({ path, kind: 'folder', size: 0 });
    for (const { name } of names) {
      if (depth === 1 && options.names?.has(name) === false) continue;
      if (found.length >= limits.entries) {
        truncated = true;
        return;
      }
      const inner = `${path}/${name}`;
      const stats = factsOf(join(absolute, name));
      if (stats?.isDirectory() !== true) found.push(entryOf(inner, stats, limits.fileBytes));
      else if (depth < limits.depth) visit(join(absolute, name), inner, depth + 1);
      else truncated = true;
    }
  };
  const first = factsOf(top);
  if (first?.isDirectory() === true) visit(top, FRAMEWORK, 1);
  else if (first !== undefined) found.push(entryOf(FRAMEWORK, first, limits.fileBytes));

  const entries = new Map(
    found.sort((a, b) => (a.path < b.path ? -1 : 1)).map((entry) => [entry.path, entry]),
  );
  return {
    entries,
    truncated,
    read(path) {
      const entry = entries.get(path);
      if (entry?.kind !== 'file' || entry.fault !== undefined) return undefined;
      return readPlain(top + path.slice(FRAMEWORK.length), limits.fileBytes);
    },
  };
}

/** What stands under a name, the link and not its target. Undefined when it cannot be looked at. */
function factsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function entryOf(path: string, stats: Stats | undefined, most: number): TreeEntry {
  // The system's bytes became U+FFFD: under this name nothing is found again.
  if (path.includes('\ufffd')) return { path, kind: 'file', size: 0, fault: 'name_encoding' };
  if (stats === undefined) return { path, kind: 'file', size: 0, fault: 'unreadable' };
  if (stats.isSymbolicLink()) return { path, kind: 'link', size: 0 };
  if (!stats.isFile()) return { path, kind: 'other', size: 0 };
  const { size } = stats;
  if (size > most) return { path, kind: 'file', size, fault: 'too_large' };
  const isProgram = (stats.mode & 0o111) !== 0 && mayBeProgram(path);
  return { path, kind: 'file', size, ...(isProgram ? { executable: true } : {}) };
}

/** Looks at what was opened: the name may have become a link, a pipe or a larger file since. */
function readPlain(absolute: string, most: number): Uint8Array | undefined {
  try {
    const file = openRegular(absolute, { followLinks: false });
    try {
      return readOpened(absolute, file, most);
    } finally {
      closeSync(file.fd);
    }
  } catch {
    return undefined;
  }
}
