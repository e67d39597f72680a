import { filesBelow, FOLDER_OF, LOCAL, LOCAL_KINDS, localFolderOf } from '../tree/asset-places.ts';
import type { FileTree } from '../tree/file-tree.ts';

/** A file of the project's own that is read in the framework's place, or beside it. */
export interface LocalFile {
  /** Below `.krci-ai/local`. */
  readonly path: string;
  /** The file of the framework that it stands for. */
  readonly id: string;
  /** `overrides` one that is installed, `adds` one that is not. */
  readonly effect: 'overrides' | 'adds';
}

/** What the project keeps for itself and what that does; sorted by path. */
export function listLocalFiles(tree: FileTree): readonly LocalFile[] {
  return filesBelow(tree, LOCAL).flatMap((path) =>
    LOCAL_KINDS.flatMap((kind) => {
      const folder = localFolderOf(kind);
      if (folder === undefined || !path.startsWith(`${folder}/`)) return [];
      const id = FOLDER_OF[kind] + path.slice(folder.length);
      const effect = tree.entries.get(id)?.kind === 'file' ? 'overrides' : 'adds';
      return [{ path, id, effect } as const];
    }),
  );
}
