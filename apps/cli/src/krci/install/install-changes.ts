import { join } from 'node:path';
import {
  encodeLock,
  isSameLock,
  LOCK_FILE,
  setDigest,
  STORE_FILE,
  type AgentsLock,
  type InstallPlan,
} from '@gait/agents';
import {
  formatTime,
  isJsonObject,
  parseJson,
  sha256Hex,
  type Json,
  type SigningKey,
} from '@gait/canon';
import {
  AGENT_AUDIT,
  isThere,
  gitUser,
  nextAuditRecord,
  readWhole,
  systemUser,
  type AuditEvent,
  type FileChange,
} from '@gait/local';
import type { Context } from '../../context.ts';
import { bytesAt, type FoundLock } from './project-state.ts';

/** What is written besides the files of a plan. */
export interface InstallRecord {
  readonly root: string;
  readonly plan: InstallPlan;
  /** The lock before and after; undefined: there is none. */
  readonly before: FoundLock | undefined;
  readonly after: AgentsLock | undefined;
  /** The content store after; empty: there is none. */
  readonly store: string;
  readonly action: AuditEvent['action'];
  /** Files whose edits the lock has from now on. */
  readonly accepted?: readonly string[];
  readonly key: SigningKey | undefined;
}

/**
 * Everything that an install changes, as one set: files, copies of what is forced away, the lock,
 * the content store and the record of it. Empty where all is as it should be.
 */
export function installChanges(context: Context, record: InstallRecord): readonly FileChange[] {
  const { root, plan, after, store, key } = record;
  const files = plan.files.flatMap((file): readonly FileChange[] => {
    const { path, action, wanted, before, copy } = file;
    const kept = copy === undefined ? [] : [{ path: copy, content: readWhole(join(root, path)) }];
    if (action === 'delete') return [...kept, { path, content: undefined, expected: before }];
    if ((action !== 'create' && action !== 'replace') || wanted === undefined) return kept;
    const { executable = false } = wanted;
    return [...kept, { path, content: wanted.read(), expected: before, executable }];
  });
  const lock = lockBytes(record);
  const audit = bytesAt(root, AGENT_AUDIT);
  const oldStore = bytesAt(root, STORE_FILE);
  const changed =
    files.length > 0 ||
    // An audit that is gone, or that a merge took from the other side, goes on from here.
    (after !== undefined && toldSet(audit) !== setDigest(after.files)) ||
    Buffer.compare(lock ?? NOTHING, record.before?.bytes ?? NOTHING) !== 0 ||
    Buffer.compare(Buffer.from(store), oldStore) !== 0;
  if (!changed) return [];
  const at = formatTime((context.now() / SECOND) * SECOND);
  const line = nextAuditRecord(audit, auditEvent(context, record), at, key);
  return [
    ...files,
    own(root, STORE_FILE, after === undefined ? undefined : Buffer.from(store), oldStore),
    own(root, LOCK_FILE, lock, record.before?.bytes ?? NOTHING),
    own(root, AGENT_AUDIT, Buffer.concat([audit, Buffer.from(line)]), audit),
  ];
}

/** The set of files that the last record of an audit is about. */
function toldSet(audit: Uint8Array): Json | undefined {
  const start = audit.lastIndexOf(NEWLINE, -2) + 1;
  try {
    const record = parseJson(audit.subarray(start));
    const event = isJsonObject(record) ? record['event'] : undefined;
    return event !== undefined && isJsonObject(event) ? event['set_digest'] : undefined;
  } catch {
    // The next record cannot be chained to it, and says so.
    return undefined;
  }
}

const NEWLINE = 10;

/** A record of the project, which cannot be made again: written over what it was made of only. */
function own(
  root: string,
  path: string,
  content: Uint8Array | undefined,
  before: Uint8Array,
): FileChange {
  const isThereNow = before.length > 0 || isThere(join(root, path));
  return { path, content, expected: isThereNow ? sha256Hex(before) : null, durable: true };
}

const NOTHING = new Uint8Array();
const SECOND = 1_000_000_000n;

/** A lock that says the same keeps its bytes, and with them its signature. */
function lockBytes({ before, after, key }: InstallRecord): Uint8Array | undefined {
  if (after === undefined) return undefined;
  const isSame = key === undefined && before !== undefined && isSameLock(before.lock, after);
  return isSame ? before.bytes : Buffer.from(encodeLock(after, key));
}

/** What to say where a lock that was signed is written without a signature; undefined where it is not. */
export function lostSignature(
  before: FoundLock | undefined,
  after: AgentsLock | undefined,
  key: SigningKey | undefined,
): string | undefined {
  const isLost =
    before?.lock.signature !== undefined &&
    after !== undefined &&
    key === undefined &&
    !isSameLock(before.lock, after);
  return isLost
    ? 'the lock was signed and is not any more: --private-key signs it, or its file in KRCI_AI_PRIVATE_KEY_FILE'
    : undefined;
}

function auditEvent(
  context: Context,
  { root, action, plan, before, after, accepted = [] }: InstallRecord,
): AuditEvent {
  const git = gitUser(root, context.home, context.env);
  const lock = after ?? before?.lock;
  const count = (wanted: string): number =>
    plan.files.filter((file) => file.action === wanted).length;
  const forced = plan.files.flatMap(({ path, copy }) => (copy === undefined ? [] : [path]));
  const kept = plan.files.flatMap((file) =>
    file.action === 'conflict' || (file.action === 'keep' && file.reason === 'edited')
      ? [file.path]
      : [],
  );
  return {
    action,
    by: context.user?.() ?? systemUser(),
    ...(git === undefined ? {} : { git_user: git }),
    producer_version: context.version,
    ...(lock === undefined
      ? {}
      : {
          source: lock.source,
          source_digest: lock.sourceDigest,
          version: lock.version,
          publisher: lock.publisher,
          level: lock.level,
          agents: [...lock.agents],
          targets: [...lock.targets],
          sources: lock.sources.map(({ name, version, source, publisher }) => ({
            name,
            version,
            source,
            publisher,
          })),
        }),
    set_digest: after === undefined ? '' : setDigest(after.files),
    previous_set_digest: before === undefined ? '' : setDigest(before.lock.files),
    created: count('create'),
    replaced: count('replace'),
    removed: count('delete'),
    ...(forced.length === 0 ? {} : { forced }),
    ...(kept.length === 0 ? {} : { kept }),
    ...(accepted.length === 0 ? {} : { accepted: [...accepted] }),
  };
}
