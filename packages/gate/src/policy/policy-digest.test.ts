import { describe, expect, test } from 'bun:test';
import { parsePolicy } from './parse-policy.ts';
import { policyDigest, policyDigestText } from './policy-digest.ts';

const RULE = 'rules:\n- name: a\n  effect: allow\n';

/** What the digest says of the one rule, without the fields that every rule has. */
function ruleIn(text: string): Record<string, unknown> {
  const payload = JSON.parse(policyDigestText(parsePolicy(text))) as {
    Rules: Record<string, unknown>[];
  };
  const { Name, Priority, Effect, Match, ReasonCodes, Violations, ...rest } =
    payload.Rules[0] ?? {};
  expect([Name, Priority, Effect, ReasonCodes, Violations]).toEqual(['a', 0, 'allow', [], []]);
  return { ...(Match as object), ...rest };
}

const ANY_CALL = {
  ToolNames: [],
  RiskClasses: [],
  TargetKinds: [],
  TargetValues: [],
  ProvenanceSources: [],
  Identities: [],
  WorkspacePrefixes: [],
};

describe('the digest of a policy', () => {
  test('is that of the reference', () => {
    expect(policyDigest(parsePolicy(''))).toBe(
      '07a528a879e4f0e0cd5a0e2ca801924746b47dac624862207ef21d4ec266f8f9',
    );
    expect(policyDigest(parsePolicy('default_verdict: allow\r\nrules: []\r\n'))).toBe(
      '65819d9cf07c7619aa8aaf2bd4e8d6f8e3f86b139b49a68c535fd14d77a5009f',
    );
  });

  test('does not depend on spelling, order or comments', () => {
    const one = parsePolicy(`${RULE}  match: {tool_names: [a, B]}\n`);
    const other = parsePolicy(
      '{"rules": [{"match": {"tool_name": "A", "tool_names": ["b"]}, "action": "ALLOW", "name": " a "}]} # x',
    );
    expect(policyDigest(other)).toBe(policyDigest(one));
  });

  test('has of a rule only what is set', () => {
    expect(ruleIn(RULE)).toEqual(ANY_CALL);
    expect(ruleIn(`${RULE}  rate_limit: {window: hour}\n  dataflow: {action: block}\n`)).toEqual(
      ANY_CALL,
    );
  });

  test('has the whole of a block that is in force, with null for lists of folders', () => {
    expect(ruleIn(`${RULE}  sandbox: {max_timeout_seconds: 9}\n`)).toEqual({
      ...ANY_CALL,
      Sandbox: {
        Enabled: true,
        AllowedNetworkModes: [],
        AllowedWritablePathPrefixes: null,
        RequiredReadOnlyRoots: null,
        AllowedEnvExposureModes: [],
        MaxTimeoutSeconds: 9,
        AllowedFilesystemIsolations: [],
        AllowedUserModes: [],
      },
    });
  });

  test('tells an absent depth from a depth of zero, and a hint of false from none', () => {
    const text = `${RULE}  match: {max_delegation_depth: 0, tool_annotations: {readOnlyHint: false}}\n`;
    expect(ruleIn(text)).toEqual({
      ...ANY_CALL,
      MaxDelegationDepth: 0,
      ToolAnnotations: { ReadOnlyHint: false },
    });
  });

  test('of 1.1.0 says what sequence and taint say', () => {
    const text = `schema_version: 1.1.0\n${RULE}  sequence: {counts: {destructive: true}, max_calls: 3}\n  taint: {labels: [pii]}\n`;
    expect(ruleIn(text)).toEqual({
      ...ANY_CALL,
      Sequence: {
        Action: 'block',
        Counts: { Destructive: true },
        MaxCalls: 3,
        ReasonCode: 'sequence_condition_broken',
        Violation: 'session_sequence',
      },
      Taint: {
        Action: 'block',
        Labels: ['pii'],
        ReasonCode: 'taint_reached_destination',
        Violation: 'tainted_dataflow',
      },
    });
  });
});
