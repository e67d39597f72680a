import { describe, expect, test } from 'bun:test';
import { decideJson } from '../testing/decide-json.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { constraintsOf } from './rule-constraints.ts';

const policyWith = (members: Record<string, unknown>) => ({
  rules: [{ name: 'r', effect: 'allow', reason_codes: ['why'], ...members }],
});

function codesOf(members: Record<string, unknown>, context: Record<string, unknown>) {
  const { verdict, reasonCodes, violations } = decideJson(policyWith(members), { context });
  return { verdict, reasons: reasonCodes.filter((code) => code !== 'why'), violations };
}

test('a rule has a constraint for each block it sets, and none otherwise', () => {
  const count = (members: Record<string, unknown>): number => {
    const [rule] = parsePolicy(JSON.stringify(policyWith(members))).rules;
    return rule === undefined ? -1 : constraintsOf(rule).length;
  };
  expect(count({})).toBe(0);
  expect(count({ dataflow: { enabled: true }, sandbox: { enabled: true } })).toBe(2);
  expect(count({ require_agent_owner: true, require_jit_credential: true })).toBe(2);
});

describe('agent identity', () => {
  const agent = {
    owner: 'team',
    lifecycle_states: ['approved'],
    manifest_digest: 'a'.repeat(64),
    publisher: 'acme',
    source: 'registry',
    issued_at: '2026-01-01T00:00:00Z',
    expires_at: '2026-06-03T12:00:01Z',
  };
  const known = { agent_id: 'agent-1', agent_identity: agent };

  test.each([
    [{ require_declared_agent: true }, {}, 'agent_unknown', 'agent_identity_missing'],
    [{ allowed_agent_ids: ['agent-2'] }, known, 'agent_unknown', 'agent_not_declared'],
    [{ denied_agent_ids: ['agent-1'] }, known, 'agent_revoked', 'agent_revoked'],
    [
      { require_agent_owner: true },
      { ...known, agent_identity: { ...agent, owner: ' ', revoked: true } },
      'agent_owner_missing,agent_revoked',
      'agent_owner_missing,agent_revoked',
    ],
    [
      { required_agent_lifecycle_states: ['approved', 'active'] },
      known,
      'agent_lifecycle_state_invalid',
      'agent_lifecycle_state_invalid',
    ],
    [
      { require_unexpired_agent: true },
      { ...known, agent_identity: { ...agent, expires_at: '2026-06-03T12:00:00Z' } },
      'agent_expired',
      'agent_expired',
    ],
    [
      { required_agent_manifest_digest: 'b'.repeat(64) },
      known,
      'agent_manifest_mismatch',
      'agent_manifest_mismatch',
    ],
    [
      { allowed_agent_manifest_publishers: ['other'] },
      known,
      'agent_manifest_mismatch',
      'agent_manifest_mismatch',
    ],
    [
      { allowed_agent_manifest_sources: ['local'] },
      {},
      'agent_manifest_mismatch',
      'agent_manifest_mismatch',
    ],
  ])('%j refuses %j', (members, context, reasons, violations) => {
    expect(codesOf(members, context)).toEqual({
      verdict: 'block',
      reasons: reasons.split(','),
      violations: violations.split(','),
    });
  });

  test('an agent that is all of it passes', () => {
    const members = {
      require_declared_agent: true,
      allowed_agent_ids: ['agent-1'],
      require_agent_owner: true,
      required_agent_lifecycle_states: ['approved'],
      require_unexpired_agent: true,
      required_agent_manifest_digest: 'a'.repeat(64),
      allowed_agent_manifest_publishers: ['ACME'],
      allowed_agent_manifest_sources: ['registry'],
    };
    expect(codesOf(members, known)).toEqual({ verdict: 'allow', reasons: [], violations: [] });
  });
});

describe('credential', () => {
  const jit = {
    credential_ref: 'ref:x',
    credential_source: 'aws_sts',
    credential_access_type: 'jit',
    credential_issuer: 'vault',
    credential_ttl_seconds: 60,
    run_id: 'run-1',
    job_id: 'job-1',
  };

  test.each([
    [
      { require_jit_credential: true },
      {},
      'credential_access_type_unknown,credential_evidence_missing,credential_source_unknown',
    ],
    [
      { require_jit_credential: true },
      { ...jit, credential_access_type: 'static' },
      'credential_not_jit',
    ],
    [
      { block_standing_credentials: true },
      { ...jit, credential_access_type: 'cloud_admin' },
      'standing_credential_disallowed',
    ],
    [{ allowed_credential_sources: ['env'] }, jit, 'credential_source_disallowed'],
    [{ allowed_credential_issuers: ['Vault'] }, jit, 'credential_issuer_disallowed'],
    [{ allowed_credential_access_types: ['static'] }, jit, 'credential_access_type_disallowed'],
    [{ max_credential_ttl_seconds: 59 }, jit, 'credential_ttl_exceeded'],
    [
      { max_credential_ttl_seconds: 59 },
      { ...jit, credential_ttl_seconds: 0 },
      'credential_evidence_missing',
    ],
    [
      { require_jit_credential: true },
      { ...jit, credential_run_binding: 'run-2', credential_job_binding: 'job-2' },
      'credential_job_binding_mismatch,credential_run_binding_mismatch',
    ],
    [
      { require_jit_credential: true },
      { ...jit, credential_target_binding: 'f'.repeat(64) },
      'credential_target_binding_mismatch',
    ],
  ])('%j refuses %j', (members, context, codes) => {
    const list = codes.split(',');
    expect(codesOf(members, context)).toEqual({
      verdict: 'block',
      reasons: list,
      violations: list,
    });
  });

  test('one that is all of it passes', () => {
    const members = {
      require_jit_credential: true,
      block_standing_credentials: true,
      max_credential_ttl_seconds: 60,
      allowed_credential_sources: ['aws_sts'],
    };
    // The digest of no targets at all: `[]`.
    const target = '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945';
    const context = { ...jit, credential_run_binding: 'run-1', credential_target_binding: target };
    expect(codesOf(members, context).verdict).toBe('allow');
  });
});

describe('context evidence', () => {
  test('a call without a verified envelope is refused, whatever it claims', () => {
    const claims = {
      context_set_digest: 'a'.repeat(64),
      context_evidence_mode: 'required',
      auth_context: { context_age_seconds: 1 },
    };
    const members = { require_context_evidence: true, max_context_age_seconds: 60 };
    expect(codesOf(members, claims)).toEqual({
      verdict: 'block',
      reasons: [
        'context_evidence_missing',
        'context_evidence_mode_mismatch',
        'context_freshness_exceeded',
        'context_set_digest_missing',
      ],
      violations: [
        'context_evidence_mode_violation',
        'context_freshness_violation',
        'missing_context_evidence',
      ],
    });
  });
});
