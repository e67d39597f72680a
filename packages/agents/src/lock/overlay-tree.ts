import { FRAMEWORK, type FileTree, type TreeEntry } from '../tree/file-tree.ts';
import type { PlannedFile } from './plan-install.ts';

/**
 * A tree as it will be once a plan is carried out. Files that stay as a source wants them are read
 * from the source, which has them in memory.
 */
export function overlayTree(tree: FileTree, files: readonly PlannedFile[]): FileTree {
  const entries = new Map(tree.entries);
  const planned = new Map<string, () => Uint8Array>();
  for (const { path, action, before, wanted } of files) {
    if (action === 'delete') entries.delete(path);
    const isWritten = action === 'create' || action === 'replace';
    // What somebody edited is read where it stands.
    if (wanted === undefined || (!isWritten && before !== wanted.sha256)) continue;
    const { size, executable } = wanted;
    entries.set(path, {
      path,
      kind: 'file',
      size,
      ...(executable === undefined ? {} : { executable }),
    });
    planned.set(path, wanted.read);
  }
  for (const path of planned.keys()) addFolders(entries, path);
  const sorted = [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    entries: new Map(sorted.map((entry) => [entry.path, entry])),
    truncated: tree.truncated,
    read: (path) => (entries.has(path) ? (planned.get(path)?.() ?? tree.read(path)) : undefined),
  };
}

function addFolders(entries: Map<string, TreeEntry>, path: string): void {
  for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
    const folder = path.slice(0, end);
    if (folder === FRAMEWORK || folder.startsWith(`${FRAMEWORK}/`))
      entries.set(folder, { path: folder, kind: 'folder', size: 0 });
  }
}
