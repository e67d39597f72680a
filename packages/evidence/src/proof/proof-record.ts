import { bool, int, list, map, ptr, record, str, struct, time, type Infer } from '@gait/canon';

/** Proof records: one line each of `proof_records.jsonl`, chained by hash (gait-formats §1.6). */

/** Entry of a pack that holds them. */
export const PROOF_RECORDS_FILE = 'proof_records.jsonl';

/** A guardrail that was in force. */
export const guardrailRecord = record('guardrail', {
  name: str(),
  status: str(),
  triggered: bool(),
});

/** What a person reviewed. */
export const humanOversightRecord = record('human oversight', {
  approval_required: bool(),
  last_review: str().opt(),
  reviewer: str().opt(),
});

/** Hash, link and signature. */
export const integrityRecord = record('integrity', {
  record_hash: str(),
  previous_record_hash: str().opt(),
  signing_key_id: str().opt(),
  signature: str().opt(),
});

/**
 * Everything but `controls` and the two relationship fields, whose encodings keep more
 * than a struct does: see `proof-hash.ts`.
 */
export const proofRecord = record('proof record', {
  record_id: str(),
  record_version: str(),
  timestamp: time(),
  source: str(),
  source_product: str(),
  agent_id: str().opt(),
  record_type: str(),
  event: map(),
  controls: map(),
  metadata: map().opt(),
  relationship: map().opt(),
  relations: map().opt(),
  integrity: struct(integrityRecord),
});

/** Controls as they are hashed; `within_scope` is written when it was given, false too. */
export const controlsRecord = record('controls', {
  permissions_enforced: bool(),
  approved_scope: str().opt(),
  guardrails_active: list(struct(guardrailRecord)).opt(),
  human_oversight: ptr(humanOversightRecord).opt(),
});

/** The event of a record about one entry of a pack. */
export const packEventRecord = record('proof record event', {
  pack_type: str(),
  source_ref: str(),
  producer_version: str(),
  entry_path: str(),
  entry_type: str(),
  entry_sha256: str(),
  entry_size_bytes: int(),
  entry_permissions: int(),
});

export type ProofRecord = Infer<typeof proofRecord>;
export type PackEvent = Infer<typeof packEventRecord>;
