import type { FileTree } from './file-tree.ts';

/** Bytes that are kept: a framework has one or two megabytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * A tree that reads each file once. What was checked and what is used are then the same bytes,
 * whoever writes into the folder meanwhile; and a disk is slower than memory.
 */
export function rememberFiles(tree: FileTree, mostBytes: number = MOST_BYTES): FileTree {
  const known = new Map<string, Uint8Array | undefined>();
  let kept = 0;
  return {
    ...tree,
    read(path) {
      if (known.has(path)) return known.get(path);
      const bytes = tree.read(path);
      const size = bytes?.length ?? 0;
      if (kept + size > mostBytes) return bytes;
      kept += size;
      known.set(path, bytes);
      return bytes;
    },
  };
}
