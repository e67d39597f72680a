import { describe, expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import {
  formatTrustedPolicies,
  parseTrustedPolicies,
  policyTrust,
  trustPolicy,
  untrustPolicy,
  type TrustedPolicy,
} from './trusted-policies.ts';

const entry = (path: string, digit = 'a'): TrustedPolicy => ({
  path,
  policy_digest: digit.repeat(64),
  config_digest: 'c'.repeat(64),
  agent_lock_digest: 'e'.repeat(64),
  trusted_by: 'alice',
  trusted_at: '2026-06-03T12:00:00Z',
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
  return 'none';
}

describe('trust in a policy', () => {
  const policies = [entry('/repo/.gait.yaml')];
  test('holds for the path and the content that were trusted', () => {
    expect(policyTrust(policies, '/repo/.gait.yaml', { digest: 'a'.repeat(64) })).toBe('trusted');
  });
  test('does not hold for another content', () => {
    expect(policyTrust(policies, '/repo/.gait.yaml', { digest: 'b'.repeat(64) })).toBe('changed');
  });
  test('does not hold for the same content elsewhere', () => {
    expect(policyTrust(policies, '/other/.gait.yaml', { digest: 'a'.repeat(64) })).toBe('unknown');
  });
  test('holds with the configuration that was trusted and with no other', () => {
    const judge = (configDigest: string): string =>
      policyTrust(policies, '/repo/.gait.yaml', { digest: 'a'.repeat(64), configDigest });
    expect(['c'.repeat(64), 'd'.repeat(64), ''].map(judge)).toEqual([
      'trusted',
      'config_changed',
      'trusted',
    ]);
  });
  test('is replaced and taken back by path', () => {
    const changed = trustPolicy(policies, entry('/repo/.gait.yaml', 'b'));
    expect(changed.map(({ policy_digest: digest }) => digest)).toEqual(['b'.repeat(64)]);
    expect(untrustPolicy(changed, '/repo/.gait.yaml')).toEqual([]);
  });
});

describe('the list of trusted policies', () => {
  test('is read as it was written, sorted by path', () => {
    const text = formatTrustedPolicies([entry('/b'), entry('/a')]);
    expect(parseTrustedPolicies(text)).toEqual([entry('/a'), entry('/b')]);
  });
  test.each([
    ['no JSON', '{'],
    ['another schema', '{"schema_id":"x","schema_version":"1.0.0","policies":[]}'],
    ['a field that is not known', formatTrustedPolicies([]).replace('{', '{"x":1,')],
    ['an entry without a digest', formatTrustedPolicies([{ ...entry('/a'), policy_digest: '' }])],
    ['a policy listed twice', formatTrustedPolicies([entry('/a'), entry('/a', 'b')])],
    ['a name twice', formatTrustedPolicies([]).replace('{', '{"policies":[],')],
  ])('is refused with %s', (_, text) => {
    expect(codeOf(() => parseTrustedPolicies(text))).toBe('trusted_policies_invalid');
  });
});
