import {
  memoryTree,
  readContent,
  readStore,
  STORE_FILE,
  type AgentsLock,
  type MemoryFile,
} from '@gait/agents';
import { CodedError } from '@gait/canon';
import type { FrameworkSource } from './framework-source.ts';
import { packing } from './packing.ts';
import { overridesIn } from './local-overrides.ts';
import { bytesAt } from './project-state.ts';

/**
 * What is installed, as a source: each asset as it was given, out of the content store. Nothing is
 * fetched, and nothing becomes of another version.
 *
 * @throws CodedError `agent_store_damaged`
 */
export function lockedSource(root: string, lock: AgentsLock): FrameworkSource {
  const store = readStore(bytesAt(root, STORE_FILE));
  const files: Record<string, MemoryFile> = {};
  for (const { path, kind, sha256, base = sha256 } of lock.files) {
    if (kind !== 'asset') continue;
    const bytes = readContent(store, base, packing);
    if (bytes === undefined) throw incomplete(path);
    files[path] = bytes;
  }
  // What is installed refers to local files. The assets are what the framework gave all the same.
  const named = new Set((lock.local ?? []).map(({ path }) => path));
  for (const { path, id } of overridesIn(root)) {
    const own = files[id];
    if (named.has(path) && own !== undefined) files[path] = own;
  }
  const { source: origin, resolved, version, publisher, packs } = lock;
  return {
    origin,
    resolved,
    version,
    publisher,
    ...(packs === undefined ? {} : { packs }),
    tree: memoryTree(files),
    facts: { agents: lock.agents, whole: [], digest: lock.sourceDigest },
  };
}

function incomplete(path: string): CodedError {
  return new CodedError('agent_store_damaged', `${STORE_FILE} lacks ${path}`, {
    hint: 'krci-ai install completes it from the source',
    where: { file: STORE_FILE },
  });
}
