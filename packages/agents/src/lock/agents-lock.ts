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
import { packsValue, type LockedPack } from './locked-packs.ts';

/** Where a project says which agents it has, and from where. */
export const LOCK_FILE = 'krci-ai.lock.json';
/** The record of installs, updates and removals, in the framework. */
export const AUDIT_FILE = '.krci-ai/audit.jsonl';
export const LOCK_SCHEMA = { id: 'krci-ai.lock', version: '1.0.0' } as const;

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
   * What the source gave, where that is not what stands there (an update merged somebody's edits
   * into it): the base of the next merge. Its bytes are in the content store.
   */
  readonly base?: string;
}

/** What is installed, from where, and how it was chosen. */
export interface AgentsLock {
  readonly level: Level;
  /** `all`: every agent of the source, those of later versions too. */
  readonly selection: 'all' | 'named';
  /** Short names, sorted. */
  readonly agents: readonly string[];
  /** Names of AI coding tools that files were made for, sorted. */
  readonly targets: readonly string[];
  /** `builtin`, or what `--from` named, without credentials. */
  readonly source: string;
  /** The address of exactly these bytes, where the source has one: what is fetched again. */
  readonly resolved: string;
  /** The packs that the files came from, sorted by name, where it was more than one. */
  readonly packs?: readonly LockedPack[];
  /** D of the source's own files, all of them and as they are there. */
  readonly sourceDigest: string;
  readonly version: string;
  readonly publisher: string;
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
  const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === b.length && a.every((name, index) => name === b[index]);
  return (
    FACTS.every((fact) => one[fact] === other[fact]) &&
    LISTS.every((list) => sameNames(one[list], other[list])) &&
    canonicalize({ ...packsValue(one.packs), ...localValue(one.local) }) ===
      canonicalize({ ...packsValue(other.packs), ...localValue(other.local) }) &&
    one.files.length === other.files.length &&
    one.files.every((file, index) => isSameFile(file, other.files[index]))
  );
}

const FACTS = [
  'level',
  'selection',
  'source',
  'resolved',
  'sourceDigest',
  'version',
  'publisher',
  'producer',
] as const;
const LISTS = ['agents', 'targets', 'folders'] as const;

function isSameFile(one: LockedFile, other: LockedFile | undefined): boolean {
  return (
    other !== undefined &&
    one.path === other.path &&
    one.sha256 === other.sha256 &&
    one.size === other.size &&
    one.kind === other.kind &&
    one.base === other.base
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

/** What a signature of a lock is over: D of this. */
export function lockValue(lock: AgentsLock): JsonObject {
  return {
    schema_id: LOCK_SCHEMA.id,
    schema_version: LOCK_SCHEMA.version,
    producer_version: lock.producer,
    level: lock.level,
    selection: lock.selection,
    agents: lock.agents.toSorted(compareUtf8),
    targets: lock.targets.toSorted(compareUtf8),
    source: lock.source,
    resolved: lock.resolved,
    ...packsValue(lock.packs),
    source_digest: lock.sourceDigest,
    version: lock.version,
    publisher: lock.publisher,
    set_digest: setDigest(lock.files),
    files: lock.files
      .toSorted((a, b) => compareUtf8(a.path, b.path))
      .map(({ path, sha256, size, kind, base }) => ({
        path,
        sha256,
        size,
        kind,
        ...(base === undefined ? {} : { base }),
      })),
    folders: lock.folders.toSorted(compareUtf8),
    ...localValue(lock.local),
  };
}
