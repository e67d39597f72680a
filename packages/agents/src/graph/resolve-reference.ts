import {
  FOLDER_OF,
  joinInside,
  localFolderOf,
  localPathOf,
  type AssetKind,
} from '../tree/asset-places.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { Reach } from './graph.ts';

/** What a reference leads to. */
export interface Resolved {
  readonly reach: Reach;
  /** The path it means; where it means none, what was written. */
  readonly path: string;
  /** The file below `.krci-ai/local` that wins. */
  readonly localPath?: string;
}

/**
 * Resolves a reference of an agent or of front matter: a path below the folder of its kind. It
 * may not lead out of that folder, and what it names must be a plain file. A leading `/` counts
 * for nothing, as in the existing tool: no path of the machine can be meant.
 */
export function resolveReference(tree: FileTree, kind: AssetKind, written: string): Resolved {
  const folder = FOLDER_OF[kind];
  const ofLocal = withoutLocal(written, kind);
  // The form for skills is a name alone.
  const relative =
    kind === 'skill' ? `${written}/SKILL.md` : (ofLocal ?? withoutFolder(written, folder));
  if (written.trim() === '' || written.includes('\0')) return { reach: 'unusable', path: written };
  const path = joinInside(folder, relative);
  if (path === undefined) return { reach: 'outside', path: written };
  if (path === folder) return { reach: 'not_a_file', path };
  const localPath = localPathOf(kind, path);
  if (localPath !== undefined && tree.entries.get(localPath)?.kind === 'file') {
    return { reach: 'found', path, localPath };
  }
  // Whoever follows the path finds nothing there, whatever the framework has.
  if (localPath !== undefined && ofLocal !== undefined)
    return { reach: reachOf(tree, localPath), path: localPath };
  return { reach: reachOf(tree, path), path };
}

/** Agents name tasks from the project's root; the rest is below the folder. */
function withoutFolder(written: string, folder: string): string {
  for (const prefix of [`./${folder}/`, `${folder}/`]) {
    if (written.startsWith(prefix)) return written.slice(prefix.length);
  }
  return written;
}

/** The rest of a reference to a file below `.krci-ai/local`: installs write such. */
function withoutLocal(written: string, kind: AssetKind): string | undefined {
  const local = localFolderOf(kind);
  if (local === undefined) return undefined;
  for (const prefix of [`./${local}/`, `${local}/`]) {
    if (written.startsWith(prefix)) return written.slice(prefix.length);
  }
  return undefined;
}

/** What stands at a path, or above it: nothing below a link is looked at. */
export function reachOf(tree: FileTree, path: string): Reach {
  const entry = tree.entries.get(path);
  if (entry !== undefined) return entry.kind === 'file' ? 'found' : 'not_a_file';
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const above = tree.entries.get(path.slice(0, end));
    if (above !== undefined) return above.kind === 'folder' ? 'missing' : 'not_a_file';
  }
  return 'missing';
}
