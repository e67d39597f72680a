import { compactJson, encodeRecord } from '@gait/canon';
import { hashHeader } from './session-hash.ts';
import {
  SESSION_SCHEMA_VERSION,
  SESSION_SCHEMAS,
  sessionHeaderRecord,
  type SessionHeader,
} from './session-records.ts';

/** A header, the line that stores it without its line end, and the first head of the hash chain. */
export interface BuiltHeader {
  readonly header: SessionHeader;
  readonly line: string;
  readonly head: string;
}

/** Makes the first line of a journal. `createdAt` is RFC 3339 in UTC. */
export function buildHeader(given: {
  readonly sessionId: string;
  readonly runId: string;
  readonly createdAt: string;
  readonly producerVersion: string;
}): BuiltHeader {
  const header: SessionHeader = {
    schema_id: SESSION_SCHEMAS.journal,
    schema_version: SESSION_SCHEMA_VERSION,
    created_at: given.createdAt,
    producer_version: given.producerVersion,
    session_id: given.sessionId,
    run_id: given.runId,
    started_at: given.createdAt,
    events: [],
    checkpoints: null,
  };
  const raw = encodeRecord(sessionHeaderRecord, header);
  return {
    header,
    line: compactJson({ record_type: 'header', header: raw }),
    head: hashHeader(raw),
  };
}
