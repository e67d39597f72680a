import {
  memoryTree,
  readContent,
  readStore,
  STORE_FILE,
  type AgentsLock,
  type LockedSource,
  type MemoryFile,
} from '@gait/agents';
import { CodedError } from '@gait/canon';
import type { FrameworkSource } from './framework-source.ts';
import { packing } from './packing.ts';
import { overridesIn } from './local-overrides.ts';
import { bytesAt } from './project-state.ts';

/**
 * What is installed of one source, as a source: each asset as it was given, out of the content store.
 * Nothing is fetched, and nothing becomes of another version.
 *
 * @throws CodedError `agent_store_damaged`
 */
export function lockedSource(
  root: string,
  lock: AgentsLock,
  { name, key, source: origin, resolved, version, publisher, requires, ...facts }: LockedSource,
): FrameworkSource {
  const store = readStore(bytesAt(root, STORE_FILE));
  const files: Record<string, MemoryFile> = {};
  const programs = new Set<string>();
  for (const { path, kind, sha256, base = sha256, sources, executable } of lock.files) {
    if (kind !== 'asset' || !sources.includes(name)) continue;
    const bytes = readContent(store, base, packing);
    if (bytes === undefined) throw incomplete(path);
    files[path] = bytes;
    if (executable === true) programs.add(path);
  }
  // What is installed refers to local files. The assets are what the framework gave all the same.
  const named = new Set((lock.local ?? []).map(({ path }) => path));
  for (const { path, id } of overridesIn(root)) {
    const own = files[id];
    if (named.has(path) && own !== undefined) files[path] = own;
  }
  return {
    ...{ name, key, origin, version, publisher },
    ...(resolved === '' ? {} : { resolved }),
    ...(requires === undefined ? {} : { requires }),
    tree: memoryTree(files, programs),
    facts: { agents: facts.agents, whole: [], digest: facts.sourceDigest },
  };
}

function incomplete(path: string): CodedError {
  return new CodedError('agent_store_damaged', `${STORE_FILE} lacks ${path}`, {
    hint: 'krci-ai install completes it from the source',
    where: { file: STORE_FILE },
  });
}
