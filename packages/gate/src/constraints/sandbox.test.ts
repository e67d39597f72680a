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

  test.each([
    [{ network_mode: 'full' }, 'sandbox_network_mode_disallowed', 'disallowed'],
    [{ timeout_seconds: 11 }, 'sandbox_timeout_exceeded', 'disallowed'],
    [{ writable_paths: ['/tmpx'] }, 'sandbox_writable_path_disallowed', 'disallowed'],
    [{ user_mode: '' }, 'sandbox_user_mode_missing', 'missing'],
    [{ timeout_seconds: 0 }, 'sandbox_timeout_missing', 'missing'],
    [{ evidence_ref: '' }, 'sandbox_evidence_missing', 'missing'],
  ])('a sandbox with %j is refused', (members, code, status) => {
    const limits = {
      allowed_network_modes: ['disabled'],
      allowed_writable_path_prefixes: ['/tmp'],
      max_timeout_seconds: 10,
    };
    const context = { sandbox: { ...sandbox, ...members } };
    const outcome = decideJson({ rules: [rule({ sandbox: limits })] }, { context });
    expect(outcome).toMatchObject({ verdict: 'block', violations: [code], sandbox: { status } });
  });

  test('running programs in a valid sandbox needs no approval', () => {
    const rules = [rule({ sandbox: { enabled: true } })];
    const run = { kind: 'other', value: 'make', operation: 'exec' };
    const context = { sandbox };
    expect(decideJson({ rules }, { context, intent: { targets: [run] } }).verdict).toBe('allow');
    const mixed = [run, { kind: 'path', value: '/x', operation: 'delete' }];
    const outcome = decideJson({ rules }, { context, intent: { targets: mixed } });
    expect(outcome.verdict).toBe('require_approval');
  });

  test('a call that declares none is blocked', () => {
    expect(decideJson(policy).reasonCodes).toEqual(['matched_rule_r', 'sandbox_metadata_missing']);
  });
});

test('of two decisions the worse is kept: by status, then the lower evidence digest', () => {
  const decision = (status: 'missing' | 'disallowed' | 'valid', digest: string) => ({
    status,
    network_mode: '',
    env_exposure_mode: '',
    timeout_seconds: 0,
    filesystem_isolation: '',
    user_mode: '',
    evidence_ref: '',
    evidence_digest: digest,
    reason_codes: null,
  });
  const worse = [
    decision('valid', 'b'),
    decision('valid', 'a'),
    decision('disallowed', 'z'),
    decision('missing', 'z'),
  ];
  for (const [at, next] of worse.entries()) {
    const before = worse[at - 1] ?? null;
    expect(worseSandbox(before, next)).toBe(next);
    expect(worseSandbox(next, before)).toBe(next);
  }
});
