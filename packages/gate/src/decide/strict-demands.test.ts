import { describe, expect, test } from 'bun:test';
import { decideJson } from '../testing/decide-json.ts';

const rule = (name: string, more: object) => ({
  name,
  priority: 1,
  match: { tool_names: ['tool.write'] },
  ...more,
});
const PASSING = rule('pass', {
  effect: 'allow',
  require_broker_credential: true,
  broker_reference: 'ref',
  broker_scopes: ['write'],
  rate_limit: { requests: 50, window: 'hour' },
  destructive_budget: { requests: 3, window: 'hour' },
});
const ASKING = rule('ask', {
  effect: 'require_approval',
  min_approvals: 2,
  rate_limit: { requests: 1, window: 'minute' },
});

describe('rules of one priority with different effects', () => {
  test('in strict demand together what each of them demands', () => {
    const outcome = decideJson({ rules: [PASSING, ASKING] }, { profile: 'strict' });
    expect(outcome).toMatchObject({
      verdict: 'require_approval',
      reasonCodes: ['matched_rule_ask'],
      matchedRule: 'ask,pass',
      minApprovals: 2,
      requireDistinctApprovers: true,
      requireBrokerCredential: true,
      brokerReference: 'ref',
      brokerScopes: ['write'],
      rateLimit: { requests: 1, window: 'minute' },
      destructiveBudget: { requests: 3, window: 'hour' },
      furtherLimits: [{ kind: 'rate_limit', limit: { requests: 50, window: 'hour' } }],
    });
  });

  test('in strict demand of limits that share a counter the tightest', () => {
    const hours = [20, 50, 30].map((requests, at) =>
      rule(`h${at}`, { effect: 'allow', rate_limit: { requests, window: 'hour' } }),
    );
    for (const rules of [hours, hours.toReversed()]) {
      const named = [ASKING, ...rules].map((each, at) => ({ ...each, name: `n${at}` }));
      const { furtherLimits } = decideJson({ rules: named }, { profile: 'strict' });
      expect(furtherLimits?.map(({ limit }) => limit.requests)).toEqual([20]);
    }
  });

  test('in strict demand a delegation and all its scopes', () => {
    const delegation = {
      requester_identity: 'alice',
      scope_class: 'write',
      chain: [{ delegator_identity: 'bob', delegate_identity: 'alice' }],
    };
    const delegated = {
      ...rule('delegated', { effect: 'allow' }),
      match: { require_delegation: true, delegation_scopes: ['write'] },
    };
    const given = { intent: { delegation } };
    const policy = { rules: [delegated, ASKING] };
    expect(decideJson(policy, { ...given, profile: 'strict' })).toMatchObject({
      requireDelegation: true,
      requiredDelegationScopes: ['write'],
    });
    expect(decideJson(policy, given)).toMatchObject({ requireDelegation: false });
  });

  test.each(['compat', 'standard', 'oss-prod'] as const)(
    'in %s demand what those demand that reached the verdict',
    (profile) => {
      const outcome = decideJson({ rules: [PASSING, ASKING] }, { profile });
      expect(outcome).toMatchObject({
        requireBrokerCredential: false,
        brokerReference: '',
        brokerScopes: [],
        rateLimit: { requests: 1, window: 'minute' },
        destructiveBudget: { requests: 0 },
      });
      expect(outcome.furtherLimits).toBeUndefined();
    },
  );

  test('in strict ask for the approvals of an asking rule beside a passing one that names more', () => {
    const more = rule('more', { effect: 'allow', min_approvals: 3 });
    const outcome = decideJson({ rules: [more, ASKING] }, { profile: 'strict' });
    expect(outcome.minApprovals).toBe(3);
    expect(decideJson({ rules: [more, ASKING] }).minApprovals).toBe(2);
  });
});

describe('workspace prefixes', () => {
  const rules = (prefix: string, count = 1) =>
    Array.from({ length: count }, (_, at) => ({
      name: `r${at}`,
      effect: 'allow',
      match: { workspace_prefixes: at === 0 ? [prefix] : [`/other/${at}`] },
    }));

  // Few rules are tried one by one, many are looked up.
  for (const count of [1, 100]) {
    test.each([
      ['/repo', '/repo-evil', 'allow', 'block'],
      ['/repo', '/repo', 'allow', 'allow'],
      ['/repo', '/repo/app', 'allow', 'allow'],
      ['/repo', '/repo/../etc', 'allow', 'block'],
      ['/repo/', '/repo', 'block', 'allow'],
      ['/repo/./', '/repo/app', 'block', 'allow'],
      ['/', '/repo', 'allow', 'allow'],
      ['/repo', '/rep', 'block', 'block'],
      ['repo', 'repo/app', 'allow', 'allow'],
    ] as const)(
      `%j and the workspace %j are %s in standard and %s in strict, among ${count}`,
      (prefix, workspace, standard, strict) => {
        const policy = { default_verdict: 'block', rules: rules(prefix, count) };
        const verdict = (profile: 'standard' | 'strict' | 'compat') =>
          decideJson(policy, { context: { workspace }, profile }).verdict;
        expect(verdict('standard')).toBe(standard);
        expect(verdict('compat')).toBe(standard);
        expect(verdict('strict')).toBe(strict);
      },
    );
  }
});
