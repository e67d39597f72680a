import {
  CodedError,
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
  LOCK_SCHEMA,
  lockValue,
  setDigest,
  type AgentsLock,
  type LockedFile,
} from './agents-lock.ts';
import { isUnresolved } from '../merge/conflict-line.ts';
import { installableFault } from './installable-path.ts';
import { pathJudge } from './plain-path.ts';
import { assertSorted, conflictedLock, invalidLock, lockFields } from './lock-fields.ts';
import { readLocal } from './read-local.ts';
import { readPacks } from './read-packs.ts';

const MOST_FILES = 100_000;

/**
 * Reads a lock. Whoever can change the repository can change it: nothing in it leads out of the
 * project or to a file that no install writes, names a file twice, or goes unread.
 *
 * @param file its name, for messages
 * @throws CodedError `agent_lock_newer` (a later version of the format), `agent_lock_invalid`
 */
export function readLock(bytes: Uint8Array, file: string = LOCK_FILE): AgentsLock {
  const root = parse(bytes, file);
  assertLockVersion(root, file);
  const at = lockFields(root, KEYS, file);
  const judge = pathJudge();
  const files = at.list('files', MOST_FILES).map((entry) => readFile(entry, judge, file));
  assertSorted(
    files.map(({ path }) => path),
    'files',
    file,
  );
  if (at.text('set_digest') !== setDigest(files))
    throw invalidLock(file, 'set_digest', 'set_digest is not that of the files');
  const signature = readSignature(root['signature'], file);
  const packs = readPacks(root['packs'], file);
  const local = readLocal(root['local'], file);
  const lock: AgentsLock = {
    level: readLevel(root['level'], file),
    selection: at.oneOf('selection', ['all', 'named'] as const),
    agents: at.names('agents'),
    targets: at.names('targets'),
    source: at.text('source'),
    resolved: at.text('resolved'),
    ...(packs === undefined ? {} : { packs }),
    sourceDigest: at.digest('source_digest'),
    version: at.text('version'),
    publisher: at.text('publisher'),
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

/**
 * Refuses a lock that a later version of this product wrote: what it says may mean something else.
 *
 * @throws CodedError `agent_lock_newer`, `agent_lock_invalid`
 */
export function assertLockVersion(root: JsonObject, file: string): void {
  const id = root['schema_id'];
  const version = root['schema_version'];
  if (id !== LOCK_SCHEMA.id)
    throw invalidLock(file, 'schema_id', `schema_id is not ${LOCK_SCHEMA.id}`);
  const [, major = ''] =
    typeof version === 'string'
      ? (/^([0-9]{1,6})\.[0-9]{1,6}\.[0-9]{1,6}$/u.exec(version) ?? [])
      : [];
  if (major === '') throw invalidLock(file, 'schema_version', 'schema_version is no version');
  if (version === LOCK_SCHEMA.version) return;
  throw new CodedError(
    'agent_lock_newer',
    `${LOCK_FILE} has the format ${String(version)}; this program knows ${LOCK_SCHEMA.version}`,
    { hint: 'use the version of krci-ai that wrote it, or a later one', where: { file } },
  );
}

const KEYS = new Set([
  'schema_id',
  'schema_version',
  'producer_version',
  'level',
  'selection',
  'agents',
  'targets',
  'source',
  'resolved',
  'packs',
  'source_digest',
  'version',
  'publisher',
  'set_digest',
  'files',
  'folders',
  'local',
  'signature',
]);

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

/** By hand and not by `lockFields`: a lock may have thousands of them, and each command reads it. */
function readFile(
  entry: Json,
  judge: (path: string) => string | undefined,
  file: string,
): LockedFile {
  if (!isJsonObject(entry)) throw invalidLock(file, 'files', 'a file is no object');
  const { path, sha256, size, kind, base } = entry as { readonly [key: string]: Json };
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
  const known = base === undefined ? 4 : 5;
  if (Object.keys(entry).length !== known) return fault('there is more than a file has');
  if (base === undefined) return { path, sha256, size, kind };
  if (typeof base !== 'string' || !isDigestHex(base)) return fault('its base is no SHA-256 digest');
  return { path, sha256, size, kind, base };
}

/** Folders go with the last file in them: only those that a file of the lock lies in. */
function readFolders(
  folders: readonly string[],
  files: readonly LockedFile[],
  file: string,
): readonly string[] {
  const other = folders.find((folder) => !files.some(({ path }) => path.startsWith(`${folder}/`)));
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
