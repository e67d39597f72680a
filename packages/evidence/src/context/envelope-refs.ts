import { compareUtf8, trimSpace } from '@gait/canon';
import type { Refs } from '../runpack/runpack-records.ts';
import {
  CONTEXT_SCHEMA_ID,
  CONTEXT_SCHEMA_VERSION,
  type ContextEnvelope,
} from './context-records.ts';
import { normalizeEnvelope } from './normalize-envelope.ts';
import { normalizeRefs } from './normalize-refs.ts';

/** The references of a run with everything about context taken from a normalised envelope. */
export function applyEnvelope(refs: Refs, envelope: ContextEnvelope): Refs {
  const receipts = [...(envelope.records ?? [])].sort((left, right) =>
    compareUtf8(left.ref_id, right.ref_id),
  );
  return {
    ...refs,
    context_set_digest: envelope.context_set_digest,
    context_evidence_mode: envelope.evidence_mode,
    context_ref_count: receipts.length,
    receipts,
  };
}

/**
 * The envelope that a run's references amount to, as packs carry it; undefined when there
 * is neither a receipt nor a digest. Its id is the run id.
 *
 * Errors: those of `normalizeRefs` and `normalizeEnvelope`; `context_digest_mismatch` when
 * the stored digest does not fit the receipts.
 */
export function envelopeFromRefs(refs: Refs): ContextEnvelope | undefined {
  const normal = normalizeRefs(refs);
  const records = normal.receipts ?? [];
  if (trimSpace(normal.context_set_digest) === '' && records.length === 0) return undefined;
  return normalizeEnvelope({
    schema_id: CONTEXT_SCHEMA_ID,
    schema_version: CONTEXT_SCHEMA_VERSION,
    created_at: normal.created_at,
    producer_version: normal.producer_version,
    context_set_id: normal.run_id,
    context_set_digest: normal.context_set_digest,
    evidence_mode: normal.context_evidence_mode,
    records,
  });
}
