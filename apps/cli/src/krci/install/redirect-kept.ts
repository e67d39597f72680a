import {
  redirectInstalled,
  STORE_FILE,
  type AgentsLock,
  type LockedFile,
  type WantedFile,
} from '@gait/agents';
import { CodedError, sha256Hex } from '@gait/canon';
import type { LocalOverride } from './local-overrides.ts';

/** What stays in a project, and what took the place of a part of it. */
export interface KeptStep {
  /** Assets of sources that nobody asked about. */
  readonly kept: readonly LockedFile[];
  readonly lock: AgentsLock;
  /** Local files that are there. */
  readonly local: readonly LocalOverride[];
  /** Contents of the store by their SHA-256. */
  readonly contentOf: (sha256: string) => Uint8Array | undefined;
}

/**
 * Assets that nobody asked about, where the project overrides something since that they refer to: what
 * wins is what is referred to, whoever gave the text. Every other one stays as it is.
 *
 * @throws CodedError `agent_store_damaged`
 */
export function redirectKept({ kept, lock, local, contentOf }: KeptStep): readonly WantedFile[] {
  const known = new Set(lock.local?.map(({ path }) => path));
  const owners = new Map(kept.map(({ path, sources }) => [path, sources]));
  const fresh = local.filter(({ path, id }) => !known.has(path) && owners.has(id));
  if (fresh.length === 0) return [];
  // Most texts are of the same few sources.
  const moves = new Map<string, ReadonlyMap<string, string>>();
  return kept.flatMap((file): readonly WantedFile[] => {
    const { path, sha256, base = sha256, kind, sources, executable } = file;
    const key = sources.join('\n');
    let own = moves.get(key);
    if (own === undefined) {
      const reached = reachOf(sources, lock);
      const found = fresh.filter(({ id }) => owners.get(id)?.some((name) => reached.has(name)));
      moves.set(key, (own = new Map(found.map(({ id, path: to }) => [id, to]))));
    }
    if (own.size === 0) return [];
    const given = contentOf(base);
    if (given === undefined) throw incomplete(path);
    const bytes = redirectInstalled(path, given, own);
    if (bytes === undefined) return [];
    const { length: size } = bytes;
    const isProgram = executable === true ? { executable } : {};
    return [
      { path, sha256: sha256Hex(bytes), size, kind, sources, ...isProgram, read: () => bytes },
    ];
  });
}

/** The sources of a text and all that they need: what their projection may refer to. */
function reachOf(sources: readonly string[], lock: AgentsLock): ReadonlySet<string> {
  const requires = new Map(lock.sources.map((one) => [one.name, one.requires ?? []]));
  const reached = new Set(sources);
  for (const name of reached)
    for (const needed of requires.get(name) ?? []) reached.add(needed.name);
  return reached;
}

function incomplete(path: string): CodedError {
  return new CodedError(
    'agent_store_damaged',
    `${STORE_FILE} lacks ${path}, which refers to what .krci-ai/local overrides`,
    {
      hint: 'krci-ai install without --from completes it from all sources',
      where: { file: STORE_FILE },
    },
  );
}
