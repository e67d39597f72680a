import { lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { assertLockVersion, LOCK_FILE } from '@gait/agents';
import {
  CodedError,
  compareUtf8,
  digest,
  isCodedError,
  isDigestHex,
  isJsonObject,
  parseJson,
  sha256Hex,
  type Json,
  type JsonObject,
} from '@gait/canon';
import { isThere } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';

/** Where a project says which agents it has. */
export const AGENT_LOCK = LOCK_FILE;

/** The agents of a project, as its lock names them. */
export interface AgentLock {
  /** D of the array of `{path, sha256}`, sorted by path in UTF-8 bytes; 64 hex digits. */
  readonly setDigest: string;
  /** SHA-256 of the file: what a person trusts when he trusts this lock. */
  readonly lockDigest: string;
  readonly publisher: string;
  readonly source: string;
  /**
   * Files that are not on the disk as the lock says, with why; sorted by path. A lock without
   * files says nothing that could be held against it: that is a fault of its own.
   */
  readonly faults: readonly AgentFault[];
}

/** One file that is not what the lock says. */
export interface AgentFault {
  readonly code:
    | 'agent_file_missing'
    | 'agent_file_changed'
    | 'agent_file_unsafe'
    | 'agent_files_none';
  readonly path: string;
}

interface LockedFile {
  readonly path: string;
  readonly sha256: string;
}

const MOST_FILES = 100_000;

/**
 * Reads the lock of a project and holds the files on the disk against it. Undefined: the project
 * has none.
 *
 * Read are `files` and the `files` of each of `agents` (an array, or an object by name), each an
 * array of `{path, sha256}` or an object of digests by path; `publisher` and `source`; of a lock
 * that names its format also that, and `set_digest` must agree. Other members are left alone.
 *
 * @param project absolute folder
 * @throws CodedError `agent_lock_invalid`, `agent_lock_newer`, those of `readWhole`
 */
export function readAgentLock(project: string): AgentLock | undefined {
  const file = join(project, AGENT_LOCK);
  if (!isThere(file)) return undefined;
  const bytes = readWhole(file);
  const root = parse(bytes, file);
  // One that names its format is of ours, and of a later one nothing is believed.
  if (root['schema_id'] !== undefined && assertLockVersion(root, file) !== '1.0.0')
    assertSummary(root, file);
  const files = lockedFiles(root, file);
  const setDigest = digest(files.map(({ path, sha256 }) => ({ path, sha256 })));
  if ((root['set_digest'] ?? setDigest) !== setDigest)
    throw invalid(file, 'set_digest', 'set_digest is not that of the files');
  return {
    lockDigest: sha256Hex(bytes),
    setDigest,
    publisher: textOf(root['publisher'], 'publisher', file),
    source: textOf(root['source'], 'source', file),
    faults:
      files.length === 0
        ? [{ code: 'agent_files_none', path: AGENT_LOCK }]
        : files.flatMap((locked) => faultOf(project, locked)),
  };
}

/**
 * A lock of several sources has a publisher and a source only where that holds for each of them:
 * else what nobody vouches for would pass as somebody's.
 */
function assertSummary(root: JsonObject, file: string): void {
  const { sources } = root;
  const list = Array.isArray(sources) ? (sources as readonly Json[]) : undefined;
  if (list?.every((source) => isJsonObject(source)) !== true)
    throw invalid(file, 'sources', 'sources is no list of sources');
  for (const field of ['publisher', 'source'] as const) {
    const told = textOf(root[field], field, file);
    const isSaid = list.length > 0 && list.every((one) => isJsonObject(one) && one[field] === told);
    if (told !== '' && !isSaid) throw invalid(file, field, `${field} is not what the sources say`);
  }
}

/** SHA-256 of a project's lock; `''`: it has none. Errors as `readWhole`. */
export function agentLockDigest(project: string): string {
  const file = join(project, AGENT_LOCK);
  return isThere(file) ? sha256Hex(readWhole(file)) : '';
}

function parse(bytes: Uint8Array, file: string): JsonObject {
  try {
    const root = parseJson(bytes, { where: { file } });
    if (isJsonObject(root)) return root;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw invalid(file, '', error.message);
  }
  throw invalid(file, '', 'the file is no object');
}

function lockedFiles(root: JsonObject, file: string): readonly LockedFile[] {
  const agents = root['agents'] ?? [];
  const holders: readonly Json[] = Array.isArray(agents)
    ? (agents as readonly Json[])
    : isJsonObject(agents)
      ? Object.values(agents).map((agent) => agent ?? null)
      : [];
  const files = [root, ...holders].flatMap((holder) =>
    isJsonObject(holder) ? filesOf(holder['files'] ?? [], file) : [],
  );
  if (files.length > MOST_FILES) throw invalid(file, 'files', 'too many files');
  const byPath = new Map<string, LockedFile>();
  for (const locked of files) {
    const known = byPath.get(locked.path);
    // Agents may share a file, but not two contents of it.
    if (known !== undefined && known.sha256 !== locked.sha256) {
      throw invalid(file, locked.path, 'a file has two digests');
    }
    byPath.set(locked.path, locked);
  }
  return [...byPath.values()].toSorted((a, b) => compareUtf8(a.path, b.path));
}

function filesOf(files: Json, file: string): readonly LockedFile[] {
  const entries: readonly Json[] = Array.isArray(files)
    ? (files as readonly Json[])
    : isJsonObject(files)
      ? Object.entries(files).map(([path, sha256]) => ({ path, sha256: sha256 ?? null }))
      : [];
  if (!Array.isArray(files) && !isJsonObject(files))
    throw invalid(file, 'files', 'no list of files');
  return entries.map((entry) => {
    const { path, sha256 } = isJsonObject(entry) ? entry : {};
    if (typeof path !== 'string' || typeof sha256 !== 'string' || !isDigestHex(sha256)) {
      throw invalid(file, 'files', 'a file has no path or no SHA-256 digest');
    }
    if (!isInside(path)) throw invalid(file, 'files', 'a path leads out of the project');
    return { path, sha256 };
  });
}

function isInside(path: string): boolean {
  if (path === '' || /^[/\\]|^[A-Za-z]:|[\0\\]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function faultOf(project: string, { path, sha256 }: LockedFile): readonly AgentFault[] {
  const full = join(project, path);
  const stats = lstatSync(full, { throwIfNoEntry: false });
  if (stats === undefined) return [{ code: 'agent_file_missing', path }];
  // A link may lead to what nobody locked.
  const inside = realpathSync(full).startsWith(`${realpathSync(project)}${sep}`);
  if (!stats.isFile() || !inside) return [{ code: 'agent_file_unsafe', path }];
  const found = sha256Hex(readWhole(full));
  return found === sha256 ? [] : [{ code: 'agent_file_changed', path }];
}

function textOf(value: Json | undefined, field: string, file: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw invalid(file, field, `${field} is no text`);
}

function invalid(file: string, field: string, message: string): CodedError {
  return new CodedError('agent_lock_invalid', `${AGENT_LOCK}: ${message}`, {
    hint: 'install the agents again; until then the gate does not say which agent it is',
    where: field === '' ? { file } : { file, field },
  });
}
