import { isJsonObject, parseJson, type Json, type JsonObject } from '@gait/canon';
import { parseTrustSnapshot } from '@gait/gate';
import type { ScannedTools } from './scan-servers.ts';

/** When and by what a snapshot is written. */
export interface SnapshotMaker {
  /** RFC 3339. */
  readonly now: string;
  readonly producerVersion: string;
  readonly file: string;
}

/** What a server loses for each finding. */
const STEP = 0.25;

/**
 * A trust snapshot (gait-formats §7.6) with what was scanned in it. Servers that were not scanned
 * stay as they were; one that could not be asked is not trusted.
 *
 * @throws CodedError `mcp_trust_snapshot_invalid`: what lies there is no snapshot
 */
export function mergeSnapshot(
  before: Uint8Array | undefined,
  scanned: readonly ScannedTools[],
  { now, producerVersion, file }: SnapshotMaker,
): JsonObject {
  const names = new Set(scanned.map(({ server }) => server.toLowerCase()));
  const kept = (before === undefined ? [] : entriesOf(before, file)).filter((entry) => {
    const { server_id: id, server_name: name } = entry;
    const key = String(id ?? '').trim() || String(name ?? '').trim();
    return !names.has(key.toLowerCase());
  });
  return {
    schema_id: 'gait.mcp.trust_snapshot',
    schema_version: '1.0.0',
    created_at: now,
    producer_version: producerVersion,
    entries: [...kept, ...oncePerServer(scanned).map((one) => entryOf(one, now))],
  };
}

function entriesOf(bytes: Uint8Array, file: string): readonly JsonObject[] {
  parseTrustSnapshot(bytes, { file }, 'strict');
  const value = parseJson(bytes);
  const entries = isJsonObject(value) ? value['entries'] : undefined;
  return Array.isArray(entries) ? (entries as readonly Json[]).filter(isJsonObject) : [];
}

/** Of two servers of one name a call does not say which it goes to: what is found in either counts. */
function oncePerServer(scanned: readonly ScannedTools[]): readonly ScannedTools[] {
  const byName = new Map<string, ScannedTools>();
  for (const one of scanned) {
    const key = one.server.toLowerCase();
    const other = byName.get(key);
    byName.set(
      key,
      other === undefined
        ? one
        : {
            ...other,
            failed: other.failed ?? one.failed,
            findings: [...other.findings, ...one.findings],
          },
    );
  }
  return [...byName.values()];
}

function entryOf({ server, failed, findings }: ScannedTools, now: string): JsonObject {
  const isClean = failed === undefined && findings.length === 0;
  return {
    server_id: server,
    server_name: server,
    source: 'gait.mcp.scan',
    status: isClean ? 'trusted' : 'untrusted',
    updated_at: now,
    score: failed === undefined ? Math.max(0, 1 - STEP * findings.length) : 0,
  };
}
