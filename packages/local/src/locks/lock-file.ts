import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { systemCode } from '../files/file-error.ts';
import { ownIdentity, type ProcessIdentity } from './process-identity.ts';

/** What a lock file says about its owner. Locks of the reference know no host, start and token. */
export interface LockOwner {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly host: string | undefined;
  readonly start: string;
  readonly token: string | undefined;
}

/** A lock file as found. */
export interface FoundLock {
  /** Undefined: empty, or no lock file's content. */
  readonly owner: LockOwner | undefined;
  readonly mtimeMs: number;
  /** Tells this very lock from a later one under the same name. */
  readonly instance: string;
}

const LARGEST = 4096;

/** A new unguessable name for one taking of a lock. */
export function newToken(): string {
  // The global generator: `node:crypto` takes longer to load than a lock is held.
  return crypto.getRandomValues(Buffer.allocUnsafeSlow(16)).toString('hex');
}

/**
 * The content of a lock file: the reference's four fields (it reads `created_at`
 * to judge age), and ours. Keys sorted, one line.
 */
export function lockContent(
  token: string,
  nowMs: number,
  self: ProcessIdentity = ownIdentity(),
): string {
  const fields = {
    created_at: wholeSeconds(nowMs),
    host: self.host,
    pid: self.pid,
    schema_id: 'gait.runpack.session_lock',
    schema_version: '1.0.0',
    start: self.start,
    token,
  };
  return `${JSON.stringify(fields)}\n`;
}

/** RFC 3339 in UTC without a fraction: always 20 characters, so it can be renewed in place. */
export function wholeSeconds(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
}

/**
 * Reads the lock file at a path without following links or blocking.
 *
 * @returns undefined when there is none. Whatever else is there, a link or a
 *   pipe, reads as a lock without an owner.
 */
export function readLock(path: string): FoundLock | undefined {
  let fd: number;
  try {
    fd = openSync(
      path,
      constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0),
    );
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    return foundByName(path);
  }
  try {
    const stat = fstatSync(fd);
    const instance = `${stat.dev}-${stat.ino}`;
    if (!stat.isFile()) return { owner: undefined, mtimeMs: stat.mtimeMs, instance };
    const bytes = Buffer.alloc(LARGEST);
    const owner = parseOwner(bytes.toString('utf8', 0, readSync(fd, bytes, 0, LARGEST, 0)));
    return {
      owner,
      mtimeMs: stat.mtimeMs,
      instance: owner?.token ?? `${instance}-${stat.mtimeMs}`,
    };
  } finally {
    closeSync(fd);
  }
}

function foundByName(path: string): FoundLock | undefined {
  try {
    const stat = lstatSync(path);
    return {
      owner: undefined,
      mtimeMs: stat.mtimeMs,
      instance: `${stat.dev}-${stat.ino}-${stat.mtimeMs}`,
    };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Lenient on purpose: another version may add fields; what is not understood is age-judged. */
function parseOwner(text: string): LockOwner | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map(Object.entries(value));
  const pid: unknown = fields.get('pid');
  const created: unknown = fields.get('created_at');
  const createdAt = typeof created === 'string' ? Date.parse(created) : Number.NaN;
  if (
    typeof pid !== 'number' ||
    !Number.isSafeInteger(pid) ||
    pid <= 0 ||
    Number.isNaN(createdAt)
  ) {
    return undefined;
  }
  const word = (name: string): string | undefined => {
    const found: unknown = fields.get(name);
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  return {
    pid,
    createdAt,
    host: word('host'),
    start: word('start') ?? '',
    token: ownToken(word('token')),
  };
}

/** A token becomes part of a file name: anything but our own spelling is not one. */
function ownToken(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{32}$/u.test(text) ? text : undefined;
}
