import { expect, test } from 'bun:test';
import { decodeIntent } from '../intent/decode-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { compilePolicy } from './compile-policy.ts';
import { runPolicyTest } from './run-policy-test.ts';

const options = { now: 0n, profile: 'standard', producerVersion: '1.0.0' } as const;
const intent = decodeIntent({
  tool_name: 'tool.write',
  created_at: '2026-06-03T11:00:00Z',
  delegation: { requester_identity: 'alice', scope_class: 'deploy' },
  context: { identity: 'alice', workspace: '/repo', risk_class: 'low' },
});

test('a policy test says what the policy decides and of what', () => {
  const compiled = compilePolicy(parsePolicy('rules: [{name: r, effect: block}]'));
  const { result, summary } = runPolicyTest(compiled, intent, options);
  expect(result).toEqual({
    schema_id: 'gait.policytest.result',
    schema_version: '1.0.0',
    created_at: '2026-06-03T11:00:00Z',
    producer_version: '1.0.0',
    policy_digest: compiled.digest,
    intent_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    verdict: 'block',
    reason_codes: ['matched_rule_r'],
    violations: [],
    matched_rule: 'r',
    delegation_matched: true,
    delegation_scope: 'deploy',
  });
  expect(summary).toBe('policy test verdict=block reasons=matched_rule_r violations=none');
});

test('a long summary is cut to 240 bytes and says by how much', () => {
  const rules = [{ name: 'r', effect: 'block', reason_codes: ['x'.repeat(400)] }];
  const compiled = compilePolicy(parsePolicy(JSON.stringify({ rules })));
  const { summary } = runPolicyTest(compiled, intent, options);
  expect(summary).toHaveLength(240);
  expect(summary).toEndWith('...(+210)');
});
