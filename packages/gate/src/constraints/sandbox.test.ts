import { describe, expect, test } from 'bun:test';
import { decideJson } from '../testing/decide-json.ts';
import { worseSandbox } from './sandbox.ts';

const rule = (members: Record<string, unknown>) => ({ name: 'r', effect: 'allow', ...members });

describe('sandbox', () => {
  const sandbox = {
    network_mode: 'disabled',
    env_exposure_mode: 'none',
    timeout_seconds: 5,
    filesystem_isolation: 'container',
    user_mode: 'default',
    evidence_ref: 'ref',
    evidence_digest: 'a'.repeat(64),
  };
  const policy = { rules: [rule({ sandbox: { required_read_only_roots: ['/usr'] } })] };

  test.each([
    ['compat', 'allow'],
    ['oss-prod', 'allow'],
    ['standard', 'block'],
    ['strict', 'block'],
  ] as const)('in %s a sandbox without the required read-only roots is %s', (profile, verdict) => {
    const outcome = decideJson(policy, { context: { sandbox }, profile });
    expect(outcome.verdict).toBe(verdict);
    expect(outcome.sandbox?.status).toBe(verdict === 'allow' ? 'valid' : 'missing');
  });

  test('with them it is valid', () => {
    const context = { sandbox: { ...sandbox, read_only_roots: ['/usr'] } };
    expect(decideJson(policy, { context })).toMatchObject({
      verdict: 'allow',
      sandbox: { status: 'valid' },
    });
  });

  test('a call that declares none is blocked', () => {
    expect(decideJson(policy).reasonCodes).toEqual(['matched_rule_r', 'sandbox_metadata_missing']);
  });
});
