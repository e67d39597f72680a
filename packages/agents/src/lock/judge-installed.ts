import { compareUtf8 } from '@gait/canon';
import { FOLDER_OF } from '../tree/asset-places.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { AgentsLock } from './agents-lock.ts';
import type { PresentFile } from './plan-install.ts';

/** One place where what is there is not what the lock says. */
export interface InstalledFinding {
  readonly code:
    | 'agent_file_missing'
    | 'agent_file_changed'
    /** A link, a folder or a device stands there. */
    | 'agent_file_unsafe'
    /** Stands among the assets, and nobody installed it. */
    | 'agent_file_foreign';
  readonly path: string;
  readonly message: string;
}

/**
 * Holds what is there against the lock: every locked file, and every file among the assets that
 * the lock does not name. What lies in `.krci-ai/local` belongs to the project and is none.
 */
export function judgeInstalled(
  lock: Pick<AgentsLock, 'files'>,
  tree: FileTree,
  presentAt: (path: string) => PresentFile,
): readonly InstalledFinding[] {
  const findings = lock.files.flatMap(({ path, sha256 }): readonly InstalledFinding[] => {
    const present = presentAt(path);
    if (present.kind === 'nothing')
      return [{ code: 'agent_file_missing', path, message: 'was installed and is gone' }];
    if (present.kind === 'blocked')
      return [{ code: 'agent_file_unsafe', path, message: present.why }];
    return present.sha256 === sha256
      ? []
      : [{ code: 'agent_file_changed', path, message: 'is not what was installed' }];
  });
  return [...findings, ...foreignFiles(lock, tree)].sort((a, b) => compareUtf8(a.path, b.path));
}

function foreignFiles(
  lock: Pick<AgentsLock, 'files'>,
  tree: FileTree,
): readonly InstalledFinding[] {
  const locked = new Set(lock.files.map(({ path }) => path));
  const folders = Object.values(FOLDER_OF).map((folder) => `${folder}/`);
  return [...tree.entries.values()].flatMap(({ path, kind }) => {
    const isAsset = kind !== 'folder' && folders.some((folder) => path.startsWith(folder));
    return !isAsset || locked.has(path)
      ? []
      : [{ code: 'agent_file_foreign' as const, path, message: 'is not in the lock' }];
  });
}
