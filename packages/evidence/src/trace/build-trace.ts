import { emptyRecord, formatTime, sha256Hex } from '@gait/canon';
import { relateTrace, type TraceParties } from './relate-trace.ts';
import { TRACE_SCHEMA_ID, traceRecord, type TraceRecord } from './trace-record.ts';

/** Fields of a trace that follow from the others and are made by `buildTrace`. */
type Derived =
  | 'schema_id'
  | 'schema_version'
  | 'observed_at'
  | 'trace_id'
  | 'event_id'
  | 'policy_id'
  | 'policy_version'
  | 'relationship'
  | 'signature';

/** What a trace says; fields left out are unset. */
export interface TraceFacts {
  readonly fields: Partial<Omit<TraceRecord, Derived>> &
    Pick<
      TraceRecord,
      | 'created_at'
      | 'producer_version'
      | 'tool_name'
      | 'args_digest'
      | 'intent_digest'
      | 'policy_digest'
      | 'verdict'
    >;
  /** When the decision was made, nanoseconds since 1970. */
  readonly observedAt: bigint;
  readonly policyId: string;
  readonly policyVersion: string;
  readonly identity: string;
  readonly sessionId: string;
  readonly delegation: TraceParties['delegation'];
  /** Digest of the decision document to commit to; left out for none. */
  readonly evidenceDigest?: string | undefined;
}

const EMPTY: TraceRecord = emptyRecord(traceRecord);

/** The id of a decision: the same policy, intent and verdict have the same one (gait-formats §4.15). */
export function traceIdOf(policyDigest: string, intentDigest: string, verdict: string): string {
  return sha256Hex(`${policyDigest}:${intentDigest}:${verdict}`).slice(0, 24);
}

/** The id of one time that decision was made. `observedAt` is RFC 3339 in UTC. */
export function traceEventIdOf(traceId: string, observedAt: string): string {
  return sha256Hex(`${traceId}:${observedAt}`).slice(0, 24);
}

/**
 * The record of one decision, unsigned, with exactly the fields of gait-formats §4.15:
 * another signed field would break verification by other readers, so what proves why
 * stands in a second document that the trace commits to through `evidenceDigest`.
 */
export function buildTrace(facts: TraceFacts): TraceRecord {
  const { fields } = facts;
  const traceId = traceIdOf(fields.policy_digest, fields.intent_digest, fields.verdict);
  const observedAt = formatTime(facts.observedAt);
  return {
    ...EMPTY,
    ...fields,
    schema_id: TRACE_SCHEMA_ID,
    schema_version: '1.0.0',
    observed_at: observedAt,
    trace_id: traceId,
    event_id: traceEventIdOf(traceId, observedAt),
    policy_id: facts.policyId,
    policy_version: facts.policyVersion,
    relationship: relateTrace({
      traceId,
      toolName: fields.tool_name,
      identity: facts.identity,
      sessionId: facts.sessionId,
      policyId: facts.policyId,
      policyVersion: facts.policyVersion,
      policyDigest: fields.policy_digest,
      matchedRules: fields.matched_rule_ids ?? [],
      delegation: facts.delegation,
      evidenceDigest: facts.evidenceDigest,
    }),
  };
}
