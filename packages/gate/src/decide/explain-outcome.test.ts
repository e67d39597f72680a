import { expect, test } from 'bun:test';
import { parsePolicy } from '../policy/parse-policy.ts';
import { decideJson } from '../testing/decide-json.ts';
import { decisionTime, explainOutcome } from './explain-outcome.ts';

const policy = {
  fail_closed: { enabled: true, required_fields: ['targets'] },
  rules: [
    { name: 'b', effect: 'require_approval', min_approvals: 2 },
    { name: 'a', effect: 'allow' },
  ],
};

test('an explanation names the rules, the demands and what the caller declared', () => {
  const outcome = decideJson(policy, { context: { credential_ref: 'ref:x' } });
  const parsed = parsePolicy(JSON.stringify(policy));
  const facts = { producerVersion: '1.0.0', requiredApprovals: 2, traceId: 't' };
  expect(explainOutcome(parsed, outcome, facts)).toEqual({
    ok: true,
    schema_id: 'gait.gate.policy_explain',
    schema_version: '1.0.0',
    created_at: '1980-01-01T00:00:00Z',
    producer_version: '1.0.0',
    verdict: 'require_approval',
    matched_rule: 'a,b',
    matched_rules: [
      { name: 'a', priority: 0, effect: 'allow' },
      { name: 'b', priority: 0, effect: 'require_approval' },
    ],
    reason_codes: ['matched_rule_b'],
    approval_required: true,
    required_approvals: 2,
    credential_posture: { present: true, credential_ref: 'ref:x' },
    context_evidence_status: 'not_required',
    proof_refs: { trace_id: 't' },
  });
});

test('what was missing is listed', () => {
  const outcome = decideJson(policy, { context: { risk_class: 'high' } });
  const explained = explainOutcome(parsePolicy(JSON.stringify(policy)), outcome, {
    producerVersion: '',
  });
  expect(explained).toMatchObject({
    producer_version: '0.0.0-dev',
    missing_fields: ['targets'],
    fail_closed_reason_codes: ['fail_closed_missing_targets'],
    credential_posture: { present: false },
  });
});

test('a decision is dated by its intent, in UTC', () => {
  expect(decisionTime('2026-06-03T11:00:00+02:00')).toBe('2026-06-03T09:00:00Z');
  expect(decisionTime('0001-01-01T00:00:00Z')).toBe('1980-01-01T00:00:00Z');
});
