import {
  canonicalize,
  compareUtf8,
  digest,
  sha256Hex,
  signDigest,
  type JsonObject,
  type Signature,
  type SigningKey,
} from '@gait/canon';
import type { Level } from '../graph/graph.ts';
import { localValue, type LockedLocal } from './locked-local.ts';

/** Where a project says which agents it has, and from where. */
export const LOCK_FILE = 'krci-ai.lock.json';
export const LOCK_SCHEMA = { id: 'krci-ai.lock', version: '1.1.0' } as const;
/** Formats that are read; what is written is of the last one. 1.0.0 knows one source and not its name. */
export const LOCK_FORMATS = ['1.0.0', '1.1.0'] as const;
export type LockFormat = (typeof LOCK_FORMATS)[number];
/** The record of installs, updates and removals, in the framework. */
export const AUDIT_FILE = '.krci-ai/audit.jsonl';

/** One file that was installed. */
export interface LockedFile {
  /** Below the project, with `/`. */
  readonly path: string;
  /** SHA-256 of what stands there, 64 hex digits. */
  readonly sha256: string;
  readonly size: number;
  /** `asset`: below `.krci-ai`. `target`: made for an AI coding tool. */
  readonly kind: 'asset' | 'target';
  /**
   * Names of the sources that gave it, or what it was made of, sorted: several where they gave the
   * same. Empty: it was made of what is the project's own.
   */
  readonly sources: readonly string[];
  /** A program of a skill: it may be run. */
  readonly executable?: true;
  /**
   * What the source gave, where that is not what stands there (an update merged somebody's edits
   * into it): the base of the next merge. Its bytes are in the content store.
   */
  readonly base?: string;
}

/** One source that something is installed from, and what was chosen of it. */
export interface LockedSource extends SourceFacts {
  /**
   * Name of the pack, `builtin`, or, of a folder, the path by which it was named. In a lock of format
   * 1.0.0 no pack has a name: there it is what `source` says.
   */
  readonly name: string;
  /** Who signed it, where somebody known did: `key:ID`, `sigstore:SUBJECT`. */
  readonly key: string;
  /** The packs that it needs beside itself, sorted by name; undefined: none. */
  readonly requires?: readonly LockedRequirement[];
}

/** A pack that another one needs. */
export interface LockedRequirement {
  readonly name: string;
  /** The versions that fit: `*`, or conditions that all hold, `>=1.2.0 <2.0.0`. */
  readonly version: string;
}

/** What is said of one source, and in short of all of them. */
export interface SourceFacts {
  readonly level: Level;
  /** `all`: every agent of the source, those of later versions too. */
  readonly selection: 'all' | 'named';
  /** Short names, sorted. */
  readonly agents: readonly string[];
  /** `builtin`, or what `--from` named, without credentials. */
  readonly source: string;
  /** The address of exactly these bytes, where the source has one: what is fetched again. */
  readonly resolved: string;
  /** D of the source's own files, all of them and as they are there. */
  readonly sourceDigest: string;
  readonly version: string;
  /** Empty where nobody vouches for it. */
  readonly publisher: string;
}

/** What is installed, from where, and how it was chosen. The facts are those of `summarizeSources`. */
export interface AgentsLock extends SourceFacts {
  readonly format: LockFormat;
  /** Sorted by name, each once. */
  readonly sources: readonly LockedSource[];
  /** Names of AI coding tools that files were made for, sorted. */
  readonly targets: readonly string[];
  /** The executable that wrote this. */
  readonly producer: string;
  /** Sorted by path in UTF-8 bytes. */
  readonly files: readonly LockedFile[];
  /** Folders of AI coding tools that an install made, sorted: they go with the last file in them. */
  readonly folders: readonly string[];
  /** Files of `.krci-ai/local` that what is installed refers to, sorted by path; absent for none. */
  readonly local?: readonly LockedLocal[];
  readonly signature?: Signature;
}

/**
 * What a lock says of all its sources at once. Of one it is what that one says. Of several the gate
 * gets a publisher only where all have the same: nobody vouches for what another one gave. There is
 * no one address or version of them, and their digest is D of the array of `{name, source_digest}`.
 */
export function summarizeSources(sources: readonly LockedSource[]): SourceFacts {
  const [first, ...others] = sources;
  if (first === undefined) return { ...NOTHING, sourceDigest: setDigest([]) };
  if (others.length === 0) {
    const { name: _name, key: _key, requires: _requires, ...facts } = first;
    return facts;
  }
  const publishers = new Set(sources.map(({ publisher }) => publisher));
  const names = sources.map(({ name, sourceDigest }) => ({ name, source_digest: sourceDigest }));
  return {
    level: others.reduce<Level>((most, { level }) => (level > most ? level : most), first.level),
    selection: sources.every(({ selection }) => selection === 'all') ? 'all' : 'named',
    agents: [...new Set(sources.flatMap(({ agents }) => agents))].sort(compareUtf8),
    source: '',
    resolved: '',
    sourceDigest: digest(names),
    version: '',
    publisher: publishers.size === 1 ? first.publisher : '',
  };
}

/** Tool files were made of a project's own agents, and nothing is installed. */
const NOTHING: Omit<SourceFacts, 'sourceDigest'> = {
  level: 4,
  selection: 'named',
  agents: [],
  source: '',
  resolved: '',
  version: '',
  publisher: '',
};

/** D of the array of `{path, sha256}`, sorted by path in UTF-8 bytes: what the gate writes into decisions. */
export function setDigest(files: readonly Pick<LockedFile, 'path' | 'sha256'>[]): string {
  const known = DIGESTS.get(files);
  if (known !== undefined) return known;
  const sorted = isSorted(files) ? files : files.toSorted((a, b) => compareUtf8(a.path, b.path));
  const items = sorted.map(
    ({ path, sha256 }) => `{"path":${canonicalize(path)},"sha256":"${sha256}"}`,
  );
  const found = sha256Hex(`[${items.join(',')}]`);
  DIGESTS.set(files, found);
  return found;
}

/** One command asks several times, and a list is never changed. */
const DIGESTS = new WeakMap<readonly unknown[], string>();

function isSorted(files: readonly Pick<LockedFile, 'path'>[]): boolean {
  return files.every(
    ({ path }, index) => index === 0 || compareUtf8(files[index - 1]?.path ?? '', path) <= 0,
  );
}

/** True when two locks say the same, whatever signs them. */
export function isSameLock(one: AgentsLock, other: AgentsLock): boolean {
  return (
    one.format === other.format &&
    one.producer === other.producer &&
    one.sources.length === other.sources.length &&
    one.sources.every((source, index) => isSameSource(source, other.sources[index])) &&
    isSameList(one.targets, other.targets) &&
    isSameList(one.folders, other.folders) &&
    canonicalize({ ...localValue(one.local) }) === canonicalize({ ...localValue(other.local) }) &&
    one.files.length === other.files.length &&
    one.files.every((file, index) => isSameFile(file, other.files[index]))
  );
}

const SOURCE_TEXTS = [
  'name',
  'level',
  'selection',
  'source',
  'resolved',
  'sourceDigest',
  'version',
  'publisher',
  'key',
] as const;

function isSameSource(one: LockedSource, other: LockedSource | undefined): boolean {
  return (
    other !== undefined &&
    SOURCE_TEXTS.every((field) => one[field] === other[field]) &&
    isSameList(one.agents, other.agents) &&
    isSameList(requirementWords(one), requirementWords(other))
  );
}

function requirementWords({ requires = [] }: LockedSource): readonly string[] {
  return requires.map(({ name, version }) => `${name} ${version}`);
}

function isSameFile(one: LockedFile, other: LockedFile | undefined): boolean {
  return (
    other !== undefined &&
    one.path === other.path &&
    one.sha256 === other.sha256 &&
    one.size === other.size &&
    one.kind === other.kind &&
    one.executable === other.executable &&
    one.base === other.base &&
    isSameList(one.sources, other.sources)
  );
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return (
    one === other ||
    (one.length === other.length && one.every((name, index) => name === other[index]))
  );
}

/**
 * The lock as its file holds it: canonical JSON (RFC 8785) and a line end. The same lock gives the
 * same bytes.
 *
 * @param key signs it; the signature of another content is dropped
 */
export function encodeLock(lock: AgentsLock, key?: SigningKey): string {
  const value = lockValue(lock);
  const signature = key === undefined ? undefined : signDigest(key, digest(value));
  return `${canonicalize(signature === undefined ? value : { ...value, signature: { ...signature } })}\n`;
}

/**
 * What a signature of a lock is over: D of this. A lock that was read has the members of its own
 * format, so that its signature holds.
 */
export function lockValue(lock: AgentsLock): JsonObject {
  const isFirst = lock.format === '1.0.0';
  return {
    schema_id: LOCK_SCHEMA.id,
    schema_version: lock.format,
    producer_version: lock.producer,
    ...factsValue(lock),
    targets: lock.targets.toSorted(compareUtf8),
    set_digest: setDigest(lock.files),
    ...(isFirst ? {} : { sources: sourcesValue(lock.sources) }),
    files: lock.files
      .toSorted((a, b) => compareUtf8(a.path, b.path))
      .map((file) => fileValue(file, isFirst)),
    folders: lock.folders.toSorted(compareUtf8),
    ...localValue(lock.local),
  };
}

function factsValue(facts: SourceFacts): JsonObject {
  return {
    level: facts.level,
    selection: facts.selection,
    agents: facts.agents.toSorted(compareUtf8),
    source: facts.source,
    resolved: facts.resolved,
    source_digest: facts.sourceDigest,
    version: facts.version,
    publisher: facts.publisher,
  };
}

/** The sources as a lock holds them, sorted by name. */
export function sourcesValue(sources: readonly LockedSource[]): readonly JsonObject[] {
  return sources
    .toSorted((a, b) => compareUtf8(a.name, b.name))
    .map(({ name, key, requires, ...facts }) => ({
      name,
      key,
      ...factsValue(facts),
      ...(requires === undefined ? {} : { requires: requires.map((one) => ({ ...one })) }),
    }));
}

function fileValue(
  { path, sha256, size, kind, sources, executable, base }: LockedFile,
  isFirst: boolean,
): JsonObject {
  return {
    path,
    sha256,
    size,
    kind,
    ...(isFirst ? {} : { sources: [...sources] }),
    ...(isFirst || executable === undefined ? {} : { executable }),
    ...(base === undefined ? {} : { base }),
  };
}
