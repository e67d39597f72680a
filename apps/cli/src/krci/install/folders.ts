import { FRAMEWORK, type InstallPlan, type LockedFile } from '@gait/agents';
import { compareUtf8 } from '@gait/canon';
import { missingFolders } from '@gait/local';
import type { FoundLock } from './project-state.ts';

/**
 * Folders of AI coding tools that installs made and that something of ours is in: for the lock, so
 * that an uninstall leaves those that were there before. Below `.krci-ai` all are ours.
 */
export function foldersAfter(
  root: string,
  files: readonly LockedFile[],
  before: FoundLock | undefined,
): readonly string[] {
  const paths = files.filter(({ kind }) => kind === 'target').map(({ path }) => path);
  const needed = new Set(paths.flatMap(foldersOf));
  const made = missingFolders(root, paths);
  return [...new Set([...(before?.lock.folders ?? []), ...made])]
    .filter((folder) => needed.has(folder))
    .sort(compareUtf8);
}

/** Folders that a plan may leave empty and that are ours: they go with the last file in them. */
export function emptiedFolders(
  { files }: InstallPlan,
  before: FoundLock | undefined,
): readonly string[] {
  const made = new Set(before?.lock.folders);
  const removed = files.filter(({ action }) => action === 'delete').map(({ path }) => path);
  return [...new Set(removed.flatMap(foldersOf))].filter(
    (folder) => made.has(folder) || folder.startsWith(`${FRAMEWORK}/`),
  );
}

/** `a`, `a/b` of `a/b/c`. */
export function foldersOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1))
    folders.push(path.slice(0, end));
  return folders;
}
