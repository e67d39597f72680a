import {
  memoryTree,
  readFramework,
  renderTargets,
  resolveTargets,
  type AgentsLock,
  type MemoryFile,
} from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import { readTree } from '@gait/local';

/**
 * The files of AI coding tools as an install may have made them, by digest, worked out when it is
 * first asked for: of the assets as the source gave them, and as they stand. They are not in the
 * content store, and another version of this program may render otherwise: then nothing is found
 * under the digest in the lock, and nothing is merged on a false base.
 */
export function renderedBefore(
  root: string,
  lock: AgentsLock,
  stored: (sha256: string) => Uint8Array | undefined,
): () => ReadonlyMap<string, Uint8Array> {
  let rendered: ReadonlyMap<string, Uint8Array> | undefined;
  return () => (rendered ??= render(root, lock, stored));
}

function render(
  root: string,
  { files, targets }: AgentsLock,
  stored: (sha256: string) => Uint8Array | undefined,
): ReadonlyMap<string, Uint8Array> {
  const tree = readTree(root);
  const given: Record<string, MemoryFile> = {};
  for (const { path, kind } of tree.entries.values()) {
    const bytes = kind === 'file' ? tree.read(path) : undefined;
    if (bytes !== undefined) given[path] = bytes;
  }
  for (const { path, kind, sha256, base = sha256 } of files) {
    const bytes = kind === 'asset' ? stored(base) : undefined;
    if (bytes !== undefined) given[path] = bytes;
  }
  const found = new Map<string, Uint8Array>();
  for (const source of [memoryTree(given), tree])
    for (const { bytes } of renderTargets(readFramework(source), resolveTargets(targets)).files)
      found.set(sha256Hex(bytes), bytes);
  return found;
}
