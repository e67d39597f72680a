import { FRAMEWORK, memoryTree, type FileTree } from '@gait/agents';

/** The content of a pack as the framework that it becomes: `.krci-ai/tasks/…`. */
export function packTree(files: ReadonlyMap<string, Uint8Array>): FileTree {
  return memoryTree(
    Object.fromEntries([...files].map(([path, bytes]) => [`${FRAMEWORK}/${path}`, bytes])),
  );
}
