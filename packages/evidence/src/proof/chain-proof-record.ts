import { signBytes, type JsonObject, type SigningKey } from '@gait/canon';
import { proofRecordHash, proofRecordId } from './proof-hash.ts';
import type { ProofRecord } from './proof-record.ts';

/** What a record says, before it is named, hashed, chained and signed. */
export interface ProofDraft {
  /** RFC 3339. Only whole seconds enter the hash. */
  readonly timestamp: string;
  readonly source: string;
  readonly sourceProduct: string;
  readonly agentId: string;
  /** One of the built-in types (gait-formats §1.6). */
  readonly recordType: string;
  readonly event: JsonObject;
  readonly metadata: JsonObject | null;
}

/**
 * The next record of a chain (gait-formats §1.6).
 *
 * @param previous `record_hash` of the one before; `''` for the first
 */
export function chainProofRecord(
  draft: ProofDraft,
  previous: string,
  key: SigningKey | undefined,
): ProofRecord {
  const bare: ProofRecord = {
    record_id: '',
    record_version: '1.0',
    timestamp: draft.timestamp,
    source: draft.source,
    source_product: draft.sourceProduct,
    agent_id: draft.agentId,
    record_type: draft.recordType,
    event: draft.event,
    controls: { permissions_enforced: false },
    metadata: draft.metadata,
    relationship: null,
    relations: null,
    integrity: {
      record_hash: '',
      previous_record_hash: previous,
      signing_key_id: '',
      signature: '',
    },
  };
  const named = { ...bare, record_id: proofRecordId(bare) };
  const record_hash = proofRecordHash(named);
  if (key === undefined) return { ...named, integrity: { ...named.integrity, record_hash } };
  const { key_id, sig } = signBytes(key, Buffer.from(record_hash, 'utf8'));
  const signature = `base64:${sig}`;
  return {
    ...named,
    integrity: { ...named.integrity, record_hash, signing_key_id: key_id, signature },
  };
}
