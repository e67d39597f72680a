import { FRAMEWORK, memoryTree, type FileTree } from '@gait/agents';

/**
 * The content of a pack as the framework that it becomes: `.krci-ai/tasks/…`.
 *
 * @param programs files that the manifest marks as programs
 */
export function packTree(
  files: ReadonlyMap<string, Uint8Array>,
  programs: Iterable<string> = [],
): FileTree {
  const placed = (path: string): string => `${FRAMEWORK}/${path}`;
  return memoryTree(
    Object.fromEntries([...files].map(([path, bytes]) => [placed(path), bytes])),
    new Set([...programs].map(placed)),
  );
}
