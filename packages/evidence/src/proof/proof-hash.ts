import {
  CodedError,
  decodeRecord,
  digest,
  encodeRecord,
  toUtcSeconds,
  type Json,
  type JsonObject,
} from '@gait/canon';
import { encodeOpenRelationship } from './open-relationship.ts';
import { controlsRecord, type ProofRecord } from './proof-record.ts';

/**
 * The hash that chains proof records: `sha256:` and 64 hex digits (gait-formats §1.6).
 *
 * The timestamp enters in UTC and whole seconds. Eleven keys are always there, absent
 * texts as `""` and absent metadata as `null`; relationships only when present.
 */
export function proofRecordHash(record: ProofRecord): string {
  const payload: Record<string, Json> = {
    ...identityOf(record),
    record_id: record.record_id,
    record_version: record.record_version,
    controls: encodeControls(record.controls ?? {}),
    metadata: record.metadata,
    integrity: { previous_record_hash: record.integrity.previous_record_hash },
  };
  if (record.relations !== null) payload['relations'] = encodeOpenRelationship(record.relations);
  if (record.relationship !== null) {
    payload['relationship'] = encodeOpenRelationship(record.relationship);
  }
  return `sha256:${digest(payload)}`;
}

/** The id that follows from what the record says: `prf-<time>-<8 hex digits>`. */
export function proofRecordId(record: ProofRecord): string {
  return `prf-${toUtcSeconds(record.timestamp)}-${digest(identityOf(record)).slice(0, 8)}`;
}

function identityOf(record: ProofRecord): Record<string, Json> {
  return {
    timestamp: toUtcSeconds(record.timestamp),
    source: record.source,
    source_product: record.source_product,
    agent_id: record.agent_id,
    record_type: record.record_type,
    event: record.event,
  };
}

/** `within_scope` is the one field that may be absent, false or true. */
export function encodeControls(given: JsonObject): JsonObject {
  const encoded = encodeRecord(controlsRecord, decodeRecord(controlsRecord, given, { fold: true }));
  let scope: Json | undefined;
  // Of several spellings the last one counts.
  for (const [key, value] of Object.entries(given))
    if (key.toLowerCase() === 'within_scope') scope = value;
  if (scope === undefined || scope === null) return encoded;
  if (typeof scope === 'boolean') return { ...encoded, within_scope: scope };
  throw new CodedError('record_field_type', 'controls.within_scope must be true or false');
}
