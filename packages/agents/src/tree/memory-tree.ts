import { mayBeProgram } from './asset-places.ts';
import type { FileTree, TreeEntry } from './file-tree.ts';

/** A file by its text or bytes, or something else by its kind. */
export type MemoryFile =
  | string
  | Uint8Array
  | { readonly kind: 'folder' | 'link' | 'other' }
  | {
      readonly kind: 'file';
      readonly size: number;
      readonly fault: NonNullable<TreeEntry['fault']>;
    };

/**
 * A tree of what is in memory; the folders above each file are added.
 *
 * @param programs files among them that are marked as programs; they count below a skill's scripts
 */
export function memoryTree(
  files: Readonly<Record<string, MemoryFile>>,
  programs: ReadonlySet<string> = new Set(),
): FileTree {
  const bytes = new Map<string, Uint8Array>();
  const found = new Map<string, TreeEntry>();
  for (const [path, file] of Object.entries(files)) {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      found.set(folder, { path: folder, kind: 'folder', size: 0 });
    }
    if (typeof file === 'string' || file instanceof Uint8Array) {
      const content = typeof file === 'string' ? new TextEncoder().encode(file) : file;
      bytes.set(path, content);
      const isProgram = programs.has(path) && mayBeProgram(path);
      found.set(path, {
        path,
        kind: 'file',
        size: content.length,
        ...(isProgram ? { executable: true } : {}),
      });
    } else {
      found.set(path, { path, size: 0, ...file });
    }
  }
  const sorted = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    entries: new Map(sorted.map((entry) => [entry.path, entry])),
    truncated: false,
    read: (path) => bytes.get(path),
  };
}
