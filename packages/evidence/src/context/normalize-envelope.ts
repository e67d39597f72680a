import {
  CodedError,
  compareUtf8,
  digest,
  encodeRecord,
  isDigestHex,
  isZeroTime,
  toLower,
  toUtc,
  trimSpace,
  ZIP_EPOCH,
} from '@gait/canon';
import {
  CONTEXT_SCHEMA_ID,
  CONTEXT_SCHEMA_VERSION,
  contextReferenceRecord,
  type ContextEnvelope,
  type ContextReference,
} from './context-records.ts';
import { parseEvidenceMode } from './evidence-mode.ts';

const IMMUTABILITIES = new Set(['unknown', 'mutable', 'immutable']);

/**
 * The envelope in the form that is digested (gait-formats §2.12): schema and producer
 * filled in, times in UTC, records trimmed and sorted, digest computed or compared.
 *
 * Errors: `context_envelope_invalid`, `context_mode_invalid`, `context_digest_mismatch`.
 */
export function normalizeEnvelope(given: ContextEnvelope): ContextEnvelope {
  const schemaId = trimSpace(given.schema_id) === '' ? CONTEXT_SCHEMA_ID : given.schema_id;
  const version =
    trimSpace(given.schema_version) === '' ? CONTEXT_SCHEMA_VERSION : given.schema_version;
  if (schemaId !== CONTEXT_SCHEMA_ID)
    throw invalid(`schema_id is ${JSON.stringify(schemaId)}`, 'schema_id');
  if (version !== CONTEXT_SCHEMA_VERSION) {
    throw invalid(`schema_version is ${JSON.stringify(version)}`, 'schema_version');
  }
  const setId = trimSpace(given.context_set_id);
  if (setId === '') throw invalid('context_set_id is missing', 'context_set_id');
  const mode = parseEvidenceMode(given.evidence_mode);
  const records = (given.records ?? []).map(normalizeReference).sort(compareReferences);
  return {
    schema_id: schemaId,
    schema_version: version,
    created_at: isZeroTime(given.created_at) ? ZIP_EPOCH : toUtc(given.created_at),
    producer_version:
      trimSpace(given.producer_version) === '' ? '0.0.0-dev' : given.producer_version,
    context_set_id: setId,
    context_set_digest: checkDigest(given.context_set_digest, contextSetDigest(records)),
    evidence_mode: mode === '' ? 'best_effort' : mode,
    records,
  };
}

/** Digest of a context set: over the list of its normalised records. */
export function contextSetDigest(records: readonly ContextReference[]): string {
  return digest(records.map((item) => encodeRecord(contextReferenceRecord, item)));
}

function checkDigest(given: string, computed: string): string {
  const claimed = toLower(trimSpace(given));
  if (claimed === '') return computed;
  if (!isDigestHex(claimed))
    throw invalid('context_set_digest is not 64 hex digits', 'context_set_digest');
  if (claimed === computed) return claimed;
  throw new CodedError('context_digest_mismatch', 'context_set_digest does not fit the records', {
    hint: 'the records were changed after the digest was taken; rebuild the envelope',
    where: { field: 'context_set_digest' },
  });
}

function normalizeReference(given: ContextReference, index: number): ContextReference {
  const field = `records[${index}]`;
  const out: ContextReference = {
    ref_id: trimSpace(given.ref_id),
    source_type: trimSpace(given.source_type),
    source_locator: trimSpace(given.source_locator),
    query_digest: toLower(trimSpace(given.query_digest)),
    content_digest: toLower(trimSpace(given.content_digest)),
    retrieved_at: isZeroTime(given.retrieved_at) ? ZIP_EPOCH : toUtc(given.retrieved_at),
    redaction_mode: trimSpace(given.redaction_mode),
    immutability: toLower(trimSpace(given.immutability)) || 'unknown',
    sensitivity_label: given.sensitivity_label,
    freshness_sla_seconds: given.freshness_sla_seconds,
    retrieval_params: given.retrieval_params,
  };
  for (const name of ['ref_id', 'source_type', 'source_locator', 'redaction_mode'] as const) {
    if (out[name] === '') throw invalid(`${name} is missing`, `${field}.${name}`);
  }
  for (const name of ['query_digest', 'content_digest'] as const) {
    if (!isDigestHex(out[name])) throw invalid(`${name} is not 64 hex digits`, `${field}.${name}`);
  }
  if (!IMMUTABILITIES.has(out.immutability)) {
    throw invalid('immutability is none of unknown, mutable, immutable', `${field}.immutability`);
  }
  if (out.freshness_sla_seconds < 0) {
    throw invalid('freshness_sla_seconds is negative', `${field}.freshness_sla_seconds`);
  }
  return out;
}

function compareReferences(left: ContextReference, right: ContextReference): number {
  return (
    compareUtf8(left.ref_id, right.ref_id) ||
    compareUtf8(left.source_type, right.source_type) ||
    compareUtf8(left.source_locator, right.source_locator) ||
    compareUtf8(left.content_digest, right.content_digest)
  );
}

function invalid(what: string, field: string): CodedError {
  return new CodedError('context_envelope_invalid', `context envelope: ${what}`, {
    hint: 'see the schema gait.context.envelope 1.0.0',
    where: { field },
  });
}
