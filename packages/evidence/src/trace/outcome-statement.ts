import {
  signatureRecord,
  checkSignatures,
  decodeRecord,
  digestRecord,
  parseJson,
  ptr,
  record,
  signDigest,
  str,
  time,
  type ErrorCode,
  type Infer,
  type KeySet,
  type SigningKey,
} from '@gait/canon';
import type { TraceRecord } from './trace-record.ts';

/** Schema of the statement. */
export const OUTCOME_SCHEMA_ID = 'gait.gate.outcome';

/** What became of a decided call. `unknown`: the caller was lost before it said. */
export type CallOutcome = 'executed' | 'refused' | 'unknown';

/**
 * What became of a call after its decision. A trace is signed before the call runs, so
 * this is a later statement of its own that names the trace and the event.
 */
export const outcomeRecord = record('outcome statement', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  trace_id: str(),
  event_id: str(),
  intent_digest: str(),
  outcome: str(),
  /** Digest of the call's result; empty when it was not recorded. */
  result_digest: str().opt(),
  /** Why, in the words of a stable code; empty when there is nothing to say. */
  reason_code: str().opt(),
  signature: ptr(signatureRecord).opt(),
});

export type OutcomeStatement = Infer<typeof outcomeRecord>;

/** What a statement says. `createdAt` is RFC 3339 in UTC. */
export interface OutcomeFacts {
  readonly createdAt: string;
  readonly producerVersion: string;
  readonly outcome: CallOutcome;
  readonly resultDigest?: string;
  readonly reasonCode?: string;
}

/** A signed statement of what became of the call that `trace` decided. */
export function signOutcome(
  key: SigningKey,
  trace: TraceRecord,
  facts: OutcomeFacts,
): OutcomeStatement {
  const statement: OutcomeStatement = {
    schema_id: OUTCOME_SCHEMA_ID,
    schema_version: '1.0.0',
    created_at: facts.createdAt,
    producer_version: facts.producerVersion,
    trace_id: trace.trace_id,
    event_id: trace.event_id,
    intent_digest: trace.intent_digest,
    outcome: facts.outcome,
    result_digest: facts.resultDigest ?? '',
    reason_code: facts.reasonCode ?? '',
    signature: null,
  };
  const { alg, key_id, sig, signed_digest } = signDigest(key, outcomeDigest(statement));
  return { ...statement, signature: { alg, key_id, sig, signed_digest: signed_digest ?? '' } };
}

function outcomeDigest(statement: OutcomeStatement): string {
  return digestRecord(outcomeRecord, { ...statement, signature: null });
}

/** Reads a statement strictly. @throws CodedError those of `parseJson` and `decodeRecord`. */
export function parseOutcome(text: Uint8Array | string, file?: string): OutcomeStatement {
  const where = file === undefined ? {} : { file };
  return decodeRecord(outcomeRecord, parseJson(text, { where }), { unknown: 'refuse', where });
}

/** Why a statement does not count. */
export interface OutcomeFault {
  readonly code: Extract<ErrorCode, `outcome_${string}`>;
  readonly message: string;
}

/**
 * Judges a statement against the trace it speaks of, whose signature the caller has verified.
 *
 * @returns Nothing when it holds. Codes: `outcome_schema`, `outcome_signature_invalid`,
 *   `outcome_other_decision` (it names another trace, event or intent), `outcome_contradicts`
 *   (a blocked call that is said to have run).
 */
export function judgeOutcome(
  trace: TraceRecord,
  statement: OutcomeStatement,
  keys: KeySet,
): OutcomeFault | undefined {
  if (statement.schema_id !== OUTCOME_SCHEMA_ID || statement.schema_version !== '1.0.0') {
    return { code: 'outcome_schema', message: `not a ${OUTCOME_SCHEMA_ID} 1.0.0` };
  }
  if (!OUTCOMES.has(statement.outcome)) {
    return { code: 'outcome_schema', message: `no such outcome: ${statement.outcome}` };
  }
  const signatures = statement.signature === null ? [] : [statement.signature];
  const check = checkSignatures(keys, signatures, outcomeDigest(statement), {
    role: 'trace',
    claimedTime: statement.created_at,
  });
  if (check.status !== 'verified') {
    return { code: 'outcome_signature_invalid', message: `the statement is ${check.status}` };
  }
  for (const name of ['trace_id', 'event_id', 'intent_digest'] as const) {
    if (statement[name] !== trace[name]) {
      return { code: 'outcome_other_decision', message: `${name} is not that of the trace` };
    }
  }
  if (statement.outcome === 'executed' && trace.verdict !== 'allow') {
    return {
      code: 'outcome_contradicts',
      message: `the call ran although the verdict was ${trace.verdict}`,
    };
  }
  return undefined;
}

const OUTCOMES: ReadonlySet<string> = new Set<CallOutcome>(['executed', 'refused', 'unknown']);
