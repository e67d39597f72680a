import {
  bool,
  CodedError,
  decodeRecord,
  isCodedError,
  list,
  num,
  parseJson,
  parseJsonLoose,
  ptr,
  record,
  str,
  struct,
  time,
  toLower,
  trimSpace,
  type Infer,
  type Where,
} from '@gait/canon';
import type { Profile } from '../decide/profile.ts';

const SCHEMA_ID = 'gait.mcp.trust_snapshot';
const LONGEST_SNAPSHOT = 64 * 1024 * 1024;

const verificationRecord = record('registry verification', {
  pin_present: bool(),
  pin_verified: bool(),
  signature_verified: bool(),
  publisher_allowed: bool().opt(),
});

const entryRecord = record('trust snapshot entry', {
  server_id: str(),
  server_name: str().opt(),
  publisher: str().opt(),
  source: str().opt(),
  endpoint: str().opt(),
  status: str().opt(),
  updated_at: time(),
  score: num().opt(),
  evidence_path: str().opt(),
  registry_verification: ptr(verificationRecord).opt(),
});

const snapshotRecord = record('trust snapshot', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  entries: list(struct(entryRecord)),
});

/** What a snapshot says of one server. Publisher, source and status are in lower case. */
export type TrustEntry = Infer<typeof entryRecord>;

/** Entries by `serverKey`. */
export type TrustSnapshot = ReadonlyMap<string, TrustEntry>;

/**
 * Reads a snapshot of what is known about MCP servers (gait-formats §7.6). A server that stands
 * in it twice makes it invalid: nobody could say which entry counts.
 *
 * @throws CodedError `mcp_trust_snapshot_invalid`.
 */
export function parseTrustSnapshot(
  bytes: Uint8Array | string,
  where: Where = {},
  profile: Profile = 'standard',
): TrustSnapshot {
  const snapshot = decode(bytes, where, profile);
  if (trimSpace(snapshot.schema_id) !== '' && snapshot.schema_id !== SCHEMA_ID) {
    throw invalid(`schema_id must be ${SCHEMA_ID}`, where);
  }
  if (trimSpace(snapshot.schema_version) !== '' && snapshot.schema_version !== '1.0.0') {
    throw invalid('schema_version must be 1.0.0', where);
  }
  const entries = new Map<string, TrustEntry>();
  for (const [i, entry] of (snapshot.entries ?? []).entries()) {
    const key = serverKey(entry.server_id, entry.server_name);
    if (key === '') throw invalid(`entries[${i}] has neither server_id nor server_name`, where);
    if (entries.has(key)) throw invalid(`entries[${i}] repeats the server ${key}`, where);
    entries.set(key, normalizeEntry(entry));
  }
  return entries;
}

/** What a server is known by: its id, else its name, in lower case; `''` for none. */
export function serverKey(id: string, name: string): string {
  return toLower(trimSpace(id)) || toLower(trimSpace(name));
}

function normalizeEntry(entry: TrustEntry): TrustEntry {
  return {
    ...entry,
    server_id: trimSpace(entry.server_id),
    server_name: trimSpace(entry.server_name),
    publisher: toLower(trimSpace(entry.publisher)),
    source: toLower(trimSpace(entry.source)),
    status: toLower(trimSpace(entry.status)),
    evidence_path: trimSpace(entry.evidence_path),
  };
}

function decode(
  bytes: Uint8Array | string,
  where: Where,
  profile: Profile,
): Infer<typeof snapshotRecord> {
  const options = { where, maxBytes: LONGEST_SNAPSHOT };
  try {
    // Under `strict` a file that can be read in two ways is not believed.
    const value = profile === 'strict' ? parseJson(bytes, options) : parseJsonLoose(bytes, options);
    return decodeRecord(snapshotRecord, value ?? {}, { fold: profile !== 'strict', where });
  } catch (error) {
    throw isCodedError(error) ? invalid(error.message, error.where) : error;
  }
}

function invalid(message: string, where: Where): CodedError {
  return new CodedError('mcp_trust_snapshot_invalid', `trust snapshot: ${message}`, {
    hint: 'take the snapshot anew; until then no server counts as trusted',
    where,
  });
}
