import {
  any,
  canonicalRecord,
  CodedError,
  decodeRecord,
  int,
  list,
  map,
  parseJson,
  record,
  sha256Hex,
  str,
  time,
  type ErrorCode,
  type Infer,
} from '@gait/canon';
import type { TraceRecord } from './trace-record.ts';

/** Schema of the document. */
export const DECISION_SCHEMA_ID = 'gait.gate.decision';

/**
 * Why a decision came out as it did. The trace's own fields are closed: a reader of
 * 1.0.0 would refuse a trace with more of them. So the reasons stand here, and the
 * signed trace commits to this document by its digest.
 */
export const decisionRecord = record('decision document', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  trace_id: str(),
  event_id: str(),
  profile: str(),
  verdict: str(),
  /** What the policy alone said, before approvals, limits and brokers. */
  policy_verdict: str(),
  reason_codes: list(str()),
  violations: list(str()),
  matched_rules: list(str()),
  policy_digest: str(),
  intent_digest: str(),
  args_digest: str(),
  /** The moment conditions on time were judged at. */
  evaluated_at: time(),
  /** Digest of each further input by its name: `kill_switch_state`, `context_envelope`, … */
  inputs: map(),
  /** Ids of the approval tokens that counted. */
  approvals: list(str()).opt(),
  delegations: list(str()).opt(),
  limits: any().opt(),
  /** Digest, publisher and source of the installed agents, as the gate found them. */
  agent_set: any().opt(),
  /** Conditions over earlier calls of the session that were broken. */
  sequence: any().opt(),
  step_count: int().opt(),
});

export type DecisionDocument = Infer<typeof decisionRecord>;

/** What a document says besides its schema. */
export type DecisionFacts = Omit<DecisionDocument, 'schema_id' | 'schema_version'>;

/** The document of one decision. */
export function buildDecisionDocument(facts: DecisionFacts): DecisionDocument {
  return { schema_id: DECISION_SCHEMA_ID, schema_version: '1.0.0', ...facts };
}

/** The document's canonical bytes, as text: what `decisionDigest` is the digest of. */
export function decisionText(document: DecisionDocument): string {
  return canonicalRecord(decisionRecord, document);
}

/** SHA-256, hex, of the document's canonical bytes: the id the trace commits to. */
export function decisionDigest(document: DecisionDocument): string {
  return sha256Hex(decisionText(document));
}

/**
 * Reads a decision document strictly: unknown fields and duplicate keys are refused.
 *
 * @throws CodedError those of `parseJson` and `decodeRecord`; `decision_document_schema`.
 */
export function parseDecisionDocument(text: Uint8Array | string, file?: string): DecisionDocument {
  const where = file === undefined ? {} : { file };
  const document = decodeRecord(decisionRecord, parseJson(text, { where }), {
    unknown: 'refuse',
    where,
  });
  if (document.schema_id !== DECISION_SCHEMA_ID || document.schema_version !== '1.0.0') {
    throw new CodedError('decision_document_schema', `not a ${DECISION_SCHEMA_ID} 1.0.0`, {
      hint: 'give the decision document that was written beside the trace',
      where,
    });
  }
  return document;
}

/** What is wrong with a document that stands, or does not stand, beside a trace. */
export interface DecisionFault {
  readonly code: Extract<ErrorCode, `decision_document_${string}`>;
  readonly message: string;
}

/** The digests that a trace commits to; empty when it commits to no document. */
export function committedEvidence(trace: TraceRecord): readonly string[] {
  return (trace.relationship?.entity_refs ?? [])
    .filter(({ kind }) => kind === 'evidence')
    .map(({ id }) => id);
}

/**
 * Judges the decision document of a trace whose signature the caller has verified.
 *
 * @param document Undefined when none was found.
 * @returns Nothing when the trace commits to exactly this document and both speak of the
 *   same decision. Codes: `decision_document_missing`, `decision_document_uncommitted`
 *   (there is one, the trace names none), `decision_document_mismatch`.
 */
export function judgeDecisionDocument(
  trace: TraceRecord,
  document: DecisionDocument | undefined,
): DecisionFault | undefined {
  const committed = committedEvidence(trace);
  if (document === undefined) {
    if (committed.length === 0) return undefined;
    return fault('missing', `the trace commits to decision document ${committed[0]}: not given`);
  }
  if (committed.length === 0) {
    return fault('uncommitted', 'the trace commits to no decision document');
  }
  const given = decisionDigest(document);
  if (committed.length !== 1 || committed[0] !== given) {
    return fault('mismatch', `the trace commits to ${committed.join(', ')}, not to ${given}`);
  }
  // The digest binds the bytes; these say that both were made for one decision.
  for (const name of SHARED) {
    if (document[name] !== trace[name]) {
      return fault('mismatch', `${name} differs between the trace and its decision document`);
    }
  }
  return undefined;
}

const SHARED = [
  'trace_id',
  'event_id',
  'verdict',
  'policy_digest',
  'intent_digest',
  'args_digest',
] as const;

function fault(kind: 'missing' | 'uncommitted' | 'mismatch', message: string): DecisionFault {
  return { code: `decision_document_${kind}`, message };
}
