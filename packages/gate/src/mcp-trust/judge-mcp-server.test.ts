import { describe, expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import fc from 'fast-check';
import type { Profile } from '../decide/profile.ts';
import type { McpTrustPolicy, Verdict } from '../policy/policy.ts';
import { codeOf } from '../testing/code-of.ts';
import { applyMcpTrust, judgeMcpServer, type SnapshotView } from './judge-mcp-server.ts';
import { parseMcpServer } from './mcp-server.ts';
import { mcpTrustJson } from './trust-decision.ts';
import { parseTrustSnapshot } from './trust-snapshot.ts';

const NOON = 1_780_488_000_000_000_000n; // 2026-06-03T12:00:00Z
const POLICY: McpTrustPolicy = {
  enabled: true,
  snapshot: 'snapshot.json',
  action: 'block',
  required_risk_classes: ['critical', 'high'],
  min_score: 0.5,
  max_age: '48h0m0s',
  publisher_allowlist: ['acme'],
  require_registry: true,
};
const GOOD = {
  server_id: 'Good',
  publisher: 'ACME',
  source: 'Registry',
  status: 'Trusted',
  updated_at: '2026-06-02T12:00:00Z',
  score: 0.9,
  registry_verification: { signature_verified: true, publisher_allowed: true },
};
const snapshotOf = (...entries: object[]) => parseTrustSnapshot(JSON.stringify({ entries }));

function judge(
  entry: object,
  riskClass = 'high',
  profile: Profile = 'standard',
  policy: McpTrustPolicy = POLICY,
) {
  const server = { server_id: ' good ', server_name: '', publisher: '', source: '', endpoint: '' };
  const decision = judgeMcpServer(policy, server, snapshotOf({ ...GOOD, ...entry }), {
    now: NOON,
    riskClass,
    profile,
  });
  if (decision === undefined) throw new Error('no decision');
  return decision;
}

describe('a server', () => {
  test('is trusted when everything fits, in the fields that traces record', () => {
    expect(mcpTrustJson(judge({}))).toEqual({
      server_id: 'Good',
      publisher: 'acme',
      source: 'registry',
      status: 'trusted',
      decision_source: 'snapshot.json',
      score: 0.9,
      threshold: 0.5,
      updated_at: '2026-06-02T12:00:00Z',
      max_age_seconds: 172800,
      required: true,
      registry_verified: true,
      publisher_allowed: true,
      reason_codes: ['mcp_trust_verified'],
    });
  });

  test('is not trusted for each single fault, under the status that goes with it', () => {
    for (const [entry, status, reason] of [
      [{ status: 'revoked' }, 'untrusted', 'mcp_trust_status_untrusted'],
      [{ publisher: 'evil' }, 'untrusted', 'mcp_trust_publisher_untrusted'],
      [{ registry_verification: null }, 'invalid', 'mcp_trust_registry_unverified'],
      [
        { registry_verification: { ...GOOD.registry_verification, pin_present: true } },
        'invalid',
        'mcp_trust_registry_unverified',
      ],
      [{ updated_at: '2026-06-01T11:59:59Z' }, 'stale', 'mcp_trust_stale'],
      [{ updated_at: undefined }, 'stale', 'mcp_trust_stale'],
      [{ score: 0.49 }, 'below_threshold', 'mcp_trust_below_threshold'],
    ] as const) {
      expect(judge(entry)).toMatchObject({ status, reason_codes: [reason], enforced: true });
    }
  });

  test('with several faults has the status of the first in the order of judgement', () => {
    const decision = judge({ score: 0, updated_at: undefined, registry_verification: null });
    expect(decision.status).toBe('invalid');
    expect(decision.reason_codes).toEqual([
      'mcp_trust_below_threshold',
      'mcp_trust_registry_unverified',
      'mcp_trust_stale',
    ]);
  });

  test('exactly as old as allowed is fresh', () => {
    expect(judge({ updated_at: '2026-06-01T12:00:00Z' }).status).toBe('trusted');
  });

  test('is only enforced at the risks that the policy names', () => {
    expect(judge({ score: 0 }, ' HIGH ').enforced).toBe(true);
    expect(judge({ score: 0 }, 'low')).toMatchObject({ required: false, enforced: false });
  });

  test('of a call without a risk class is judged at high risk, except where the reference is followed', () => {
    expect(judge({ score: 0 }, '').enforced).toBe(true);
    expect(judge({ score: 0 }, '', 'strict').enforced).toBe(true);
    expect(judge({ score: 0 }, '', 'compat').enforced).toBe(false);
    expect(judge({ score: 0 }, '', 'oss-prod').enforced).toBe(false);
  });

  test('that nobody knows, or that cannot be looked up, is not trusted', () => {
    const server = { server_id: 'x', server_name: '', publisher: '', source: '', endpoint: '' };
    const question = { now: NOON, riskClass: 'high', profile: 'standard' } as const;
    const of = (view: SnapshotView, given: typeof server | null = server) =>
      judgeMcpServer(POLICY, given, view, question);
    expect(of(snapshotOf(GOOD))).toMatchObject({
      status: 'unknown',
      reason_codes: ['mcp_trust_server_unknown'],
      updated_at: '0001-01-01T00:00:00Z',
      enforced: true,
    });
    expect(of('unavailable')).toMatchObject({
      status: 'missing',
      reason_codes: ['mcp_trust_snapshot_unavailable'],
    });
    expect(of('invalid')).toMatchObject({
      status: 'invalid',
      reason_codes: ['mcp_trust_snapshot_invalid'],
    });
    expect(of(snapshotOf(GOOD), null)).toMatchObject({
      status: 'missing',
      reason_codes: ['mcp_trust_identifier_missing'],
      enforced: true,
    });
    expect(
      judgeMcpServer({ ...POLICY, enabled: false }, server, 'invalid', question),
    ).toBeUndefined();
  });
});

test('a ruling is only ever tightened; a dry run stays one where the reference is followed', () => {
  const decision = judge({ score: 0 });
  const ruled = (verdict: Verdict, action: McpTrustPolicy['action'], profile: Profile) =>
    applyMcpTrust(
      { verdict, reasonCodes: ['a'], violations: [] as readonly string[] },
      { ...POLICY, action },
      decision,
      profile,
    );
  expect(ruled('allow', 'require_approval', 'standard')).toEqual({
    verdict: 'require_approval',
    reasonCodes: ['a', 'mcp_trust_below_threshold'],
    violations: ['mcp_trust_policy'],
  });
  expect(ruled('block', 'require_approval', 'standard').verdict).toBe('block');
  expect(ruled('require_approval', 'block', 'compat').verdict).toBe('block');
  expect(ruled('dry_run', 'block', 'standard').verdict).toBe('block');
  expect(ruled('dry_run', 'block', 'compat').verdict).toBe('dry_run');
  const nothing: readonly string[] = [];
  const spared = applyMcpTrust(
    { verdict: 'allow', reasonCodes: nothing, violations: nothing },
    POLICY,
    judge({ score: 0 }, 'low'),
    'standard',
  );
  expect(spared).toEqual({
    verdict: 'allow',
    reasonCodes: ['mcp_trust_below_threshold'],
    violations: [],
  });
});

describe('a snapshot', () => {
  test('in which a server stands twice, or without a name, is invalid', () => {
    for (const entries of [
      [{ server_id: 'a' }, { server_id: ' A ' }],
      [{ server_id: 'a' }, { server_name: 'a' }],
      [{ publisher: 'acme' }],
    ]) {
      expect(codeOf(() => snapshotOf(...entries))).toBe('mcp_trust_snapshot_invalid');
    }
  });

  test('of another schema or no JSON is invalid', () => {
    for (const text of ['', '[]', '{"schema_id":"x"}', '{"schema_version":"2"}', '{}x']) {
      expect(codeOf(() => parseTrustSnapshot(text))).toBe('mcp_trust_snapshot_invalid');
    }
    expect(parseTrustSnapshot('null').size).toBe(0);
  });

  test('that can be read in two ways is only believed outside strict', () => {
    const text = '{"entries":[{"server_id":"a","score":0.1,"score":0.9}]}';
    expect(parseTrustSnapshot(text).get('a')?.score).toBe(0.9);
    expect(codeOf(() => parseTrustSnapshot(text, {}, 'strict'))).toBe('mcp_trust_snapshot_invalid');
  });

  test('of any content is read or refused with its code', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.json({ maxDepth: 2 }), (entry, other) => {
        for (const text of [entry, `{"entries":[${entry},${other}]}`, `{"entries":${entry}}`]) {
          try {
            parseTrustSnapshot(text);
          } catch (error) {
            expect(isCodedError(error) && error.code).toBe('mcp_trust_snapshot_invalid');
          }
          try {
            parseMcpServer(text);
          } catch (error) {
            expect(isCodedError(error) && error.code).toBe('mcp_server_invalid');
          }
        }
      }),
    );
  });
});
