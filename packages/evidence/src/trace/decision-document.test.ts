import { describe, expect, test } from 'bun:test';
import { encodeRecord } from '@gait/canon';
import { codeOf } from '../verdict/testing/code-of.ts';
import { buildTrace } from './build-trace.ts';
import {
  buildDecisionDocument,
  decisionDigest,
  decisionRecord,
  judgeDecisionDocument,
  parseDecisionDocument,
  type DecisionDocument,
} from './decision-document.ts';
import type { TraceRecord } from './trace-record.ts';

const DIGEST = 'a'.repeat(64);
const FIELDS = {
  created_at: '2026-03-05T12:00:00Z',
  producer_version: '1.4.0',
  tool_name: 'tool.write',
  args_digest: DIGEST,
  intent_digest: DIGEST,
  policy_digest: DIGEST,
  verdict: 'block',
};

function trace(evidenceDigest?: string): TraceRecord {
  return buildTrace({
    fields: FIELDS,
    observedAt: 1_700_000_000_000_000_001n,
    policyId: 'gait.gate.policy',
    policyVersion: '1.0.0',
    identity: 'alice',
    sessionId: '',
    delegation: null,
    evidenceDigest,
  });
}

function document(changes: Partial<DecisionDocument> = {}): DecisionDocument {
  const { trace_id, event_id } = trace();
  return {
    ...buildDecisionDocument({
      created_at: '2023-11-14T22:13:20.000000001Z',
      producer_version: '1.4.0',
      trace_id,
      event_id,
      profile: 'strict',
      verdict: 'block',
      policy_verdict: 'block',
      reason_codes: ['no_deletes'],
      violations: [],
      matched_rules: ['block-deletes'],
      policy_digest: DIGEST,
      intent_digest: DIGEST,
      args_digest: DIGEST,
      evaluated_at: '2023-11-14T22:13:20Z',
      inputs: { kill_switch_state: DIGEST },
      approvals: null,
      delegations: null,
      limits: null,
      agent_set: null,
      sequence: null,
      step_count: 0,
    }),
    ...changes,
  };
}

describe('a decision document', () => {
  test('is the one its trace commits to', () => {
    const given = document();
    expect(judgeDecisionDocument(trace(decisionDigest(given)), given)).toBeUndefined();
    expect(judgeDecisionDocument(trace(), undefined)).toBeUndefined();
  });

  test('is read as it was written', () => {
    const text = JSON.stringify(encodeRecord(decisionRecord, document()));
    expect(parseDecisionDocument(text)).toEqual(document());
  });

  test('is refused when it is missing, not committed to, or another', () => {
    const committed = trace(decisionDigest(document()));
    expect(judgeDecisionDocument(committed, undefined)?.code).toBe('decision_document_missing');
    expect(judgeDecisionDocument(trace(), document())?.code).toBe('decision_document_uncommitted');
    const forged = document({ reason_codes: ['all_well'] });
    expect(judgeDecisionDocument(committed, forged)?.code).toBe('decision_document_mismatch');
  });

  test('of another decision is refused although the trace commits to it', () => {
    for (const name of [
      'trace_id',
      'event_id',
      'verdict',
      'policy_digest',
      'args_digest',
    ] as const) {
      const other = document({ [name]: 'other' });
      expect(judgeDecisionDocument(trace(decisionDigest(other)), other)?.code).toBe(
        'decision_document_mismatch',
      );
    }
  });

  test('with an unknown field, a repeated key or another schema is refused', () => {
    const plain = encodeRecord(decisionRecord, document());
    const text = JSON.stringify(plain);
    expect(codeOf(() => parseDecisionDocument(JSON.stringify({ ...plain, more: 1 })))).toBe(
      'record_unknown_field',
    );
    expect(codeOf(() => parseDecisionDocument(text.replace('{', '{"verdict":"allow",')))).toBe(
      'json_duplicate_key',
    );
    expect(
      codeOf(() => parseDecisionDocument(JSON.stringify({ ...plain, schema_version: '2.0.0' }))),
    ).toBe('decision_document_schema');
  });
});
