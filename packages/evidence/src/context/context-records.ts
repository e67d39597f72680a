import { int, list, map, record, str, struct, time, type Infer } from '@gait/canon';

/** One piece of context by digest: the shape of a receipt, with `immutability` always written. */
export const contextReferenceRecord = record('context record', {
  ref_id: str(),
  source_type: str(),
  source_locator: str(),
  query_digest: str(),
  content_digest: str(),
  retrieved_at: time(),
  redaction_mode: str(),
  immutability: str(),
  sensitivity_label: str().opt(),
  freshness_sla_seconds: int().opt(),
  retrieval_params: map().opt(),
});

/** The set of context a run was given (gait-formats §2.12). */
export const contextEnvelopeRecord = record('context envelope', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  context_set_id: str(),
  context_set_digest: str(),
  evidence_mode: str(),
  records: list(struct(contextReferenceRecord)),
});

export type ContextReference = Infer<typeof contextReferenceRecord>;
export type ContextEnvelope = Infer<typeof contextEnvelopeRecord>;

export const CONTEXT_SCHEMA_ID = 'gait.context.envelope';
export const CONTEXT_SCHEMA_VERSION = '1.0.0';
