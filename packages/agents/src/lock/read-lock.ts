import {
  canonicalize,
  CodedError,
  compareUtf8,
  digest,
  isCodedError,
  isDigestHex,
  isJsonObject,
  parseJson,
  type Json,
  type JsonObject,
  type Signature,
} from '@gait/canon';
import type { Level } from '../graph/graph.ts';
import {
  LOCK_FILE,
  LOCK_FORMATS,
  LOCK_SCHEMA,
  lockValue,
  setDigest,
  summarizeSources,
  type AgentsLock,
  type LockedFile,
  type LockedRequirement,
  type LockedSource,
  type LockFormat,
  type SourceFacts,
} from './agents-lock.ts';
import { isUnresolved } from '../merge/conflict-line.ts';
import { isRange } from '../version/version.ts';
import { installableFault } from './installable-path.ts';
import { pathJudge } from './plain-path.ts';
import {
  assertSorted,
  conflictedLock,
  invalidLock,
  lockFields,
  type LockFields,
} from './lock-fields.ts';
import { readLocal } from './read-local.ts';

const MOST_FILES = 100_000;
const MOST_SOURCES = 1000;
const MOST_REQUIRED = 64;

/**
 * Reads a lock. Whoever can change the repository can change it: nothing in it leads out of the
 * project or to a file that no install writes, names a file twice, or goes unread.
 *
 * @param file its name, for messages
 * @throws CodedError `agent_lock_newer` (a later version of the format), `agent_lock_invalid`
 */
export function readLock(bytes: Uint8Array, file: string = LOCK_FILE): AgentsLock {
  const root = parse(bytes, file);
  const format = assertLockVersion(root, file);
  const judge = pathJudge();
  const at = lockFields(root, format === '1.0.0' ? FIRST_KEYS : KEYS, file, judge);
  const facts = readFacts(root, at, file);
  const sources = format === '1.0.0' ? soleSource(facts) : readSources(at, facts, file);
  const givers = format === '1.0.0' ? undefined : new Set(sources.map(({ name }) => name));
  const sole = sources.map(({ name }) => name);
  const files = at
    .list('files', MOST_FILES)
    .map((entry) => readFile(entry, { judge, givers, sole, file }));
  assertSorted(
    files.map(({ path }) => path),
    'files',
    file,
  );
  if (at.text('set_digest') !== setDigest(files))
    throw invalidLock(file, 'set_digest', 'set_digest is not that of the files');
  const signature = readSignature(root['signature'], file);
  const local = readLocal(root['local'], file);
  const lock: AgentsLock = {
    format,
    ...facts,
    sources,
    targets: at.names('targets'),
    producer: at.text('producer_version'),
    files,
    folders: readFolders(at.paths('folders'), files, file),
    ...(local === undefined ? {} : { local }),
    ...(signature === undefined ? {} : { signature }),
  };
  // Whoever has no key sees at least that this is not what was signed.
  if (signature !== undefined && signature.signed_digest !== digest(lockValue(lock)))
    throw invalidLock(file, 'signature', 'it was changed after it was signed');
  return lock;
}

function readFacts(root: JsonObject, at: LockFields, file: string): SourceFacts {
  return {
    level: readLevel(root['level'], file),
    selection: at.oneOf('selection', ['all', 'named'] as const),
    agents: at.names('agents'),
    source: at.text('source'),
    resolved: at.text('resolved'),
    sourceDigest: at.digest('source_digest'),
    version: at.text('version'),
    publisher: at.text('publisher'),
  };
}

/** Format 1.0.0: one source, which has no name but where it is. */
function soleSource(facts: SourceFacts): readonly LockedSource[] {
  return facts.source === '' ? [] : [{ ...facts, name: facts.source, key: '' }];
}

/**
 * The sources, each once, and what the lock says of all of them: the gate reads only that, and it
 * must not say more than they do.
 */
function readSources(at: LockFields, facts: SourceFacts, file: string): readonly LockedSource[] {
  const sources = at.list('sources', MOST_SOURCES).map((entry): LockedSource => {
    if (!isJsonObject(entry)) throw invalidLock(file, 'sources', 'a source is no object');
    const own = lockFields(entry, SOURCE_KEYS, file);
    const name = own.text('name');
    if (!isSourceName(name)) throw invalidLock(file, 'sources', 'a source has no name');
    return {
      ...{ name, key: own.text('key'), ...readFacts(entry, own, file) },
      ...(entry['requires'] === undefined ? {} : { requires: readRequirements(own, file) }),
    };
  });
  assertSorted(
    sources.map(({ name }) => name),
    'sources',
    file,
  );
  const told = summarizeSources(sources);
  const field = FACTS.find((fact) => canonicalize(told[fact]) !== canonicalize(facts[fact]));
  if (field === undefined) return sources;
  throw invalidLock(file, field, `${field} is not what the sources say`);
}

/** What a source needs; needing nothing is said in one way only. */
function readRequirements(at: LockFields, file: string): readonly LockedRequirement[] {
  const requires = at.list('requires', MOST_REQUIRED).map((entry): LockedRequirement => {
    if (!isJsonObject(entry)) throw invalidLock(file, 'requires', 'a requirement is no object');
    const own = lockFields(entry, REQUIREMENT_KEYS, file);
    const version = own.text('version');
    if (!isRange(version)) throw invalidLock(file, 'requires', 'requires has no range of versions');
    return { name: own.text('name'), version };
  });
  if (requires.length === 0) throw invalidLock(file, 'requires', 'requires is an empty list');
  assertSorted(
    requires.map(({ name }) => name),
    'requires',
    file,
  );
  return requires;
}

const REQUIREMENT_KEYS = new Set(['name', 'version']);

const FACTS = [
  'level',
  'selection',
  'agents',
  'source',
  'resolved',
  'sourceDigest',
  'version',
  'publisher',
] as const;

function isSourceName(name: string): boolean {
  return name !== '' && name.length <= 4096 && !/[\u0000-\u001f\u007f]/u.test(name);
}

/**
 * The format of a lock. One that a later version of this product wrote is refused: what it says may
 * mean something else.
 *
 * @throws CodedError `agent_lock_newer`, `agent_lock_invalid`
 */
export function assertLockVersion(root: JsonObject, file: string): LockFormat {
  const id = root['schema_id'];
  const version = root['schema_version'];
  if (id !== LOCK_SCHEMA.id)
    throw invalidLock(file, 'schema_id', `schema_id is not ${LOCK_SCHEMA.id}`);
  const [, major = ''] =
    typeof version === 'string'
      ? (/^([0-9]{1,6})\.[0-9]{1,6}\.[0-9]{1,6}$/u.exec(version) ?? [])
      : [];
  if (major === '') throw invalidLock(file, 'schema_version', 'schema_version is no version');
  const format = LOCK_FORMATS.find((known) => known === version);
  if (format !== undefined) return format;
  throw new CodedError(
    'agent_lock_newer',
    `${LOCK_FILE} has the format ${String(version)}; this program knows ${LOCK_SCHEMA.version}`,
    { hint: 'use the version of krci-ai that wrote it, or a later one', where: { file } },
  );
}

const FACT_KEYS = [
  'level',
  'selection',
  'agents',
  'source',
  'resolved',
  'source_digest',
  'version',
  'publisher',
];
const SOURCE_KEYS = new Set(['name', 'key', 'requires', ...FACT_KEYS]);
const FIRST_KEYS = new Set([
  'schema_id',
  'schema_version',
  'producer_version',
  ...FACT_KEYS,
  'targets',
  'set_digest',
  'files',
  'folders',
  'local',
  'signature',
]);
const KEYS = new Set([...FIRST_KEYS, 'sources']);

function parse(bytes: Uint8Array, file: string): JsonObject {
  try {
    const root = parseJson(bytes, { where: { file } });
    if (isJsonObject(root)) return root;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    if (isUnresolved(bytes)) throw conflictedLock(file);
    throw invalidLock(file, '', error.message);
  }
  throw invalidLock(file, '', 'the file is no object');
}

interface FileReading {
  readonly judge: (path: string) => string | undefined;
  /** Names of all sources; undefined: the format says of no file which it is of. */
  readonly givers: ReadonlySet<string> | undefined;
  /** What every file is of where the format does not say it. */
  readonly sole: readonly string[];
  readonly file: string;
}

/** By hand and not by `lockFields`: a lock may have thousands of them, and each command reads it. */
function readFile(entry: Json, { judge, givers, sole, file }: FileReading): LockedFile {
  if (!isJsonObject(entry)) throw invalidLock(file, 'files', 'a file is no object');
  const { path, sha256, size, kind, base, sources, executable } = entry as {
    readonly [key: string]: Json;
  };
  const fault = (what: string): never => {
    throw invalidLock(file, 'files', `${JSON.stringify(path ?? null)}: ${what}`);
  };
  if (typeof path !== 'string') return fault('there is no path');
  const why = judge(path);
  if (why !== undefined) return fault(why);
  if (typeof sha256 !== 'string' || !isDigestHex(sha256))
    return fault('there is no SHA-256 digest');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    return fault('there is no size');
  if (kind !== 'asset' && kind !== 'target') return fault('there is no kind');
  const foreign = installableFault(path, kind);
  if (foreign !== undefined) return fault(foreign);
  const known =
    4 +
    (base === undefined ? 0 : 1) +
    (givers === undefined ? 0 : 1) +
    (givers === undefined || executable === undefined ? 0 : 1);
  if (Object.keys(entry).length !== known) return fault('there is more than a file has');
  const from = givers === undefined ? sole : readGivers(sources, givers);
  if (from === undefined || (from.length === 0 && kind === 'asset' && givers !== undefined))
    return fault('its sources are none of the sources');
  if (executable !== undefined && executable !== true) return fault('executable is not true');
  if (base !== undefined && (typeof base !== 'string' || !isDigestHex(base)))
    return fault('its base is no SHA-256 digest');
  return {
    path,
    sha256,
    size,
    kind,
    sources: from,
    ...(executable === undefined ? {} : { executable }),
    ...(base === undefined ? {} : { base }),
  };
}

function readGivers(
  names: Json | undefined,
  givers: ReadonlySet<string>,
): readonly string[] | undefined {
  if (!Array.isArray(names)) return undefined;
  const from = names as readonly Json[];
  const isGood = from.every((name, index) => {
    const before = from[index - 1];
    return (
      typeof name === 'string' &&
      givers.has(name) &&
      (typeof before !== 'string' || compareUtf8(before, name) < 0)
    );
  });
  return isGood ? (from as readonly string[]) : undefined;
}

/** Folders go with the last file in them: only those that a file of the lock lies in. */
function readFolders(
  folders: readonly string[],
  files: readonly LockedFile[],
  file: string,
): readonly string[] {
  const used = new Set<string>();
  for (const { path } of files) {
    // Once for each folder, not for each file in it: somebody may have written as many as there can be.
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (used.has(folder)) break;
      used.add(folder);
    }
  }
  const other = folders.find((folder) => !used.has(folder));
  if (other === undefined) return folders;
  throw invalidLock(file, 'folders', `${JSON.stringify(other)}: no file of the lock is in it`);
}

const SIGNATURE_KEYS = new Set(['alg', 'key_id', 'sig', 'signed_digest']);

function readLevel(value: Json | undefined, file: string): Level {
  const level = ([1, 2, 3, 4] as const).find((known) => known === value);
  if (level === undefined) throw invalidLock(file, 'level', 'the level is not 1, 2, 3 or 4');
  return level;
}

function readSignature(value: Json | undefined, file: string): Signature | undefined {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw invalidLock(file, 'signature', 'the signature is no object');
  const at = lockFields(value, SIGNATURE_KEYS, file);
  return {
    alg: at.text('alg'),
    key_id: at.text('key_id'),
    sig: at.text('sig'),
    signed_digest: at.digest('signed_digest'),
  };
}
