import {
  memoryTree,
  type AgentsLock,
  type FileTree,
  type LeftOut,
  type LockedFile,
  type LockedSource,
  type WantedFile,
} from '@gait/agents';
import { CodedError, compareUtf8 } from '@gait/canon';
import { sourceDigest, type FrameworkSource } from './framework-source.ts';
import type { InstallMemory } from './install-memory.ts';
import { redirectKept } from './redirect-kept.ts';
import type { LocalOverride } from './local-overrides.ts';
import { assertRequired, type RequiredStep } from './assert-required.ts';
import { recallWanted, type Choice } from './select-wanted.ts';
import { membersAfter, needersFirst, surroundingsOf } from './surroundings.ts';

/** One source that is installed, and what of it. */
export interface SourcePart {
  readonly source: FrameworkSource;
  readonly choice: Choice;
  /** Name of the source of the lock that it takes the place of; undefined: it is added. */
  readonly replaces: string | undefined;
}

/** What several sources come to together. */
export interface CombinedSources {
  /** What the installed sources want, each file once. */
  readonly wanted: readonly WantedFile[];
  /** Assets of the lock that this is held against. */
  readonly locked: readonly LockedFile[];
  /** Assets of sources that nobody asked about: they stay as they are. */
  readonly kept: readonly LockedFile[];
  /** Of each asset the names of its sources, sorted. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** The sources of the new lock, sorted by name. */
  readonly sources: readonly LockedSource[];
  readonly leftOut: readonly LeftOut[];
  /** Of `wanted` what no source of this step answers for: it refers to local files since. */
  readonly redirected: readonly WantedFile[];
}

/** What is put together. */
export interface Combination {
  readonly parts: readonly SourcePart[];
  /** Names of sources that go away. */
  readonly dropped: readonly string[];
  readonly lock: AgentsLock | undefined;
  readonly memory: InstallMemory;
  /** The project as it is; read only where packs need each other. */
  readonly readTree: () => FileTree;
  /** Local files that are there. */
  readonly local: readonly LocalOverride[];
  /** Contents of the store by their SHA-256. */
  readonly contentOf: (sha256: string) => Uint8Array | undefined;
  /** The command that does it. */
  readonly verb: RequiredStep['verb'];
}

/**
 * Puts the sources that are installed beside those that the lock has and that stay. Files that two
 * give alike belong to both; where they differ nobody can say which one is meant.
 *
 * @throws CodedError `agent_source_conflict`, and those of `assertRequired` and `selectWanted`
 */
export function combineSources({
  parts,
  dropped,
  lock,
  memory,
  readTree,
  local,
  contentOf,
  verb,
}: Combination): CombinedSources {
  const gone = new Set(dropped);
  for (const { source, replaces } of parts) gone.add(source.name).add(replaces ?? source.name);
  const members = membersAfter(parts, gone, lock, readTree);
  // Who only makes tool files anew changes nothing about it.
  if (parts.length > 0 || dropped.length > 0)
    assertRequired(members, { dropped: new Set(dropped), verb });
  const assets = (lock?.files ?? []).filter(({ kind }) => kind === 'asset');
  const claims = new Map<string, Claim>();
  const left = assets.filter(({ sources }) => sources.some((name) => !gone.has(name)));
  const redirected = lock === undefined ? [] : redirectKept({ kept: left, lock, local, contentOf });
  const anew = new Map(redirected.map((file) => [file.path, file.sha256]));
  for (const { path, sha256, base = sha256, sources } of left) {
    const names = sources.filter((name) => !gone.has(name));
    claims.set(path, { sha256: anew.get(path) ?? base, names });
  }
  const staying = new Set(claims.keys());
  const wanted = new Map<string, WantedFile>();
  const told: LockedSource[] = [];
  const leftOut: LeftOut[] = [];
  const installed = new Map<string, FileTree>();
  for (const part of needersFirst(parts, members)) {
    const { source, choice, replaces = source.name } = part;
    const own = assets.filter(({ sources }) => sources.includes(replaces));
    const slot = parts.length === 1 ? 'selection' : (`selection ${source.name}` as const);
    const among = surroundingsOf(source.name, members, {
      installed,
      locals: lock?.local?.map(({ path }) => path),
    });
    const level = among !== undefined && among.level > choice.level ? among.level : choice.level;
    const selection = recallWanted(source, { ...choice, level }, own, memory, { slot, among });
    if (among !== undefined) {
      const files = selection.wanted.map(({ path, read }) => [path, read()] as const);
      installed.set(source.name, memoryTree(Object.fromEntries(files)));
    }
    for (const file of selection.wanted) {
      claim(claims, file, source.name);
      if (!wanted.has(file.path)) wanted.set(file.path, file);
    }
    told.push(lockedSource(source, selection));
    leftOut.push(...selection.leftOut);
  }
  const alone = redirected.filter(({ path }) => !wanted.has(path));
  for (const file of alone) wanted.set(file.path, file);
  const owners = ownersOf(claims);
  const stays = ({ path }: LockedFile): boolean => staying.has(path) && !wanted.has(path);
  return {
    wanted: [...wanted.values()].map((file) => ownedBy(file, owners)),
    locked: assets.filter((file) => !stays(file)),
    kept: assets.filter(stays),
    owners,
    sources: [...(lock?.sources ?? []).filter(({ name }) => !gone.has(name)), ...told].sort(
      (a, b) => compareUtf8(a.name, b.name),
    ),
    leftOut,
    redirected: alone,
  };
}

/** Who gives a file, and what: as the source has it, whatever somebody made of it. */
interface Claim {
  readonly sha256: string;
  readonly names: string[];
}

function claim(claims: Map<string, Claim>, { path, sha256 }: WantedFile, name: string): void {
  const other = claims.get(path);
  if (other === undefined) claims.set(path, { sha256, names: [name] });
  else if (other.sha256 === sha256) other.names.push(name);
  else {
    throw new CodedError(
      'agent_source_conflict',
      `nothing is written: ${path} is another file in ${name} than in ${other.names.join(', ')}`,
      {
        hint: `take one of the two away (krci-ai uninstall ${other.names[0]}); if ${name} is where that one comes from now: krci-ai update --from`,
        where: { file: path },
      },
    );
  }
}

/** Most files are of one source, and share the list of its name. */
function ownersOf(claims: ReadonlyMap<string, Claim>): ReadonlyMap<string, readonly string[]> {
  const alone = new Map<string, readonly string[]>();
  const owners = new Map<string, readonly string[]>();
  for (const [path, { names }] of claims) {
    const [first = ''] = names;
    const list = names.length === 1 ? (alone.get(first) ?? names) : [...names].sort(compareUtf8);
    if (names.length === 1) alone.set(first, list);
    owners.set(path, list);
  }
  return owners;
}

function ownedBy(file: WantedFile, owners: ReadonlyMap<string, readonly string[]>): WantedFile {
  const sources = owners.get(file.path) ?? [];
  const isSo = sources.length === 1 && file.sources.length === 1 && sources[0] === file.sources[0];
  return isSo ? file : { ...file, sources };
}

/** How a lock tells of a source. */
export function lockedSource(
  source: FrameworkSource,
  { level, selection, agents }: Pick<LockedSource, 'level' | 'selection' | 'agents'>,
): LockedSource {
  const { name, key = '', origin, resolved = '', version, publisher, requires } = source;
  const digest = sourceDigest(source);
  const chosen = { level, selection, agents: [...agents].sort(compareUtf8) };
  return {
    name,
    key,
    ...chosen,
    source: origin,
    resolved,
    sourceDigest: digest,
    version,
    publisher,
    ...(requires === undefined ? {} : { requires }),
  };
}
