import { expect, test } from 'bun:test';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import { compilePolicy } from './compile-policy.ts';
import { decide } from './decide.ts';
import type { Outcome } from './outcome.ts';
import { stricterOutcome, stricterReading } from './stricter-outcome.ts';

const prepared = prepareIntent(
  decodeIntent({
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: '2026-06-03T12:00:00Z',
    producer_version: 'x',
    tool_name: 'tool.write',
    args: {},
    targets: [],
    context: { identity: 'a', workspace: '/repo', risk_class: 'low' },
  }),
);

function together(first: string, second: string, given = prepared): Outcome {
  const head = 'schema_id: gait.gate.policy\nschema_version: 1.0.0\n';
  const [one, two] = [first, second].map((text) => compilePolicy(parsePolicy(head + text)));
  const options = { now: 0n, profile: 'strict' } as const;
  if (one === undefined || two === undefined) throw new Error('two policies');
  return stricterOutcome(decide(one, given, options), decide(two, given, options), two);
}

const VERDICTS = ['allow', 'dry_run', 'require_approval', 'block'] as const;

test.each(
  VERDICTS.flatMap((a, i) => VERDICTS.map((b, j) => [a, b, VERDICTS[Math.max(i, j)]] as const)),
)('%s and %s are %s', (first, second, expected) => {
  const outcome = together(`default_verdict: ${first}\n`, `default_verdict: ${second}\n`);
  expect(outcome.verdict).toBe(expected as string as Outcome['verdict']);
  expect(outcome.reasonCodes.includes('user_policy_stricter')).toBe(
    VERDICTS.indexOf(second) > VERDICTS.indexOf(first),
  );
});

const rule = (more: string): string =>
  `default_verdict: block\nrules:\n  - {name: r, effect: allow, match: {tool_names: [tool.write]}, ${more}}\n`;

const ALLOW = 'default_verdict: allow\n';

test('of limits all count, the tightest in front', () => {
  const hour = rule('rate_limit: {requests: 50, window: hour}');
  const minute = rule('rate_limit: {requests: 1, window: minute, scope: identity}');
  for (const [first, second] of [
    [hour, minute],
    [minute, hour],
  ] as const) {
    expect(together(first, second)).toMatchObject({
      rateLimit: { requests: 1, window: 'minute', scope: 'identity' },
      furtherLimits: [
        {
          kind: 'rate_limit',
          limit: { requests: 50, window: 'hour', scope: 'tool_identity' },
        },
      ],
    });
  }
});

test('a scope is not replaced by another, and limits of one counter are one', () => {
  const outcome = together(
    rule('rate_limit: {requests: 5, window: hour, scope: identity}'),
    rule('rate_limit: {requests: 5, window: hour, scope: tool_identity}'),
  );
  expect(outcome.rateLimit.scope).toBe('identity');
  expect(outcome.furtherLimits?.map(({ limit }) => limit.scope)).toEqual(['tool_identity']);
  const same = together(
    rule('rate_limit: {requests: 9, window: hour}'),
    rule('rate_limit: {requests: 5, window: hour}'),
  );
  expect(same).toMatchObject({ rateLimit: { requests: 5 }, furtherLimits: [] });
});

test.each([true, false])('what only one policy demands is demanded (the second: %p)', (second) => {
  const demands = rule(
    'require_broker_credential: true, broker_reference: ref, broker_scopes: [s], ' +
      'rate_limit: {requests: 2, window: minute}, destructive_budget: {requests: 3}',
  );
  const outcome = second ? together(ALLOW, demands) : together(demands, ALLOW);
  expect(outcome).toMatchObject({
    verdict: 'allow',
    requireBrokerCredential: true,
    brokerReference: 'ref',
    brokerScopes: ['s'],
    rateLimit: { requests: 2, window: 'minute' },
    destructiveBudget: { requests: 3 },
    furtherLimits: [],
    furtherRules: second ? [{ name: 'r', require_broker_credential: true }] : [],
  });
});

test.each([true, false])(
  'the approvals that one policy wants are wanted (the second: %p)',
  (second) => {
    const one = 'default_verdict: require_approval\n';
    const three = rule('min_approvals: 3').replace('effect: allow', 'effect: require_approval');
    const outcome = second ? together(one, three) : together(three, one);
    expect(outcome).toMatchObject({ minApprovals: 3, requireDistinctApprovers: true });
  },
);

test.each([true, false])(
  'the delegation that one policy wants is wanted (the second: %p)',
  (second) => {
    const delegation = { requester_identity: 'a', scope_class: 'write' };
    const given = prepareIntent(plainIntent({ delegation }));
    const wanted =
      'default_verdict: block\nrules:\n  - {name: r, effect: allow, match: {require_delegation: true, delegation_scopes: [write]}}\n';
    const outcome = second ? together(ALLOW, wanted, given) : together(wanted, ALLOW, given);
    expect(outcome).toMatchObject({
      verdict: 'allow',
      requireDelegation: true,
      requiredDelegationScopes: ['write'],
    });
  },
);

test('the rules of a second policy are those that matched, in a step too, whatever their name', () => {
  const steps = ['a', 'b'].map((tool_name) => ({ tool_name, args: {} }));
  const given = prepareIntent(plainIntent({ script: { steps } }));
  const second =
    'default_verdict: allow\nrules:\n' +
    [
      '{name: "x,y", effect: allow, match: {tool_names: [b]}}',
      '{name: z, effect: allow, match: {tool_names: [c]}}',
    ]
      .map((text) => `  - ${text}\n`)
      .join('');
  const outcome = together(ALLOW, second, given);
  expect(outcome.furtherRules?.map(({ name }) => name)).toEqual(['x,y']);
});

test('that a second policy found tainted data, a freeze or a sandbox is recorded', () => {
  const base = together(ALLOW, ALLOW);
  const freezeWindow = { status: 'active' } as Outcome['freezeWindow'];
  const sandbox = { status: 'missing', reason_codes: null } as Outcome['sandbox'];
  const second = { ...base, dataflowTriggered: true, freezeWindow, sandbox };
  const compiled = compilePolicy(parsePolicy(''));
  expect(stricterOutcome(base, second, compiled)).toMatchObject({
    dataflowTriggered: true,
    freezeWindow,
    sandbox,
  });
});

test.each([
  ['the laxer', 'allow', 'require_approval'],
  ['the stricter', 'require_approval', 'allow'],
] as const)('of two readings the stricter counts, with what %s demands', (_, demands, other) => {
  const delegation = { requester_identity: 'a', scope_class: 'write' };
  const given = prepareIntent(plainIntent({ delegation }));
  const compiled = (effect: string, more: string) =>
    compilePolicy(
      parsePolicy(
        `default_verdict: block\nrules:\n  - {name: r, effect: ${effect}, ${more}, match: {require_delegation: ${effect === demands}, delegation_scopes: [write]}}\n`,
      ),
    );
  const demanding = compiled(
    demands,
    'require_broker_credential: true, broker_reference: ref, broker_scopes: [s]',
  );
  const options = { now: 0n, profile: 'strict' } as const;
  const approvals = { minApprovals: 3, requireDistinctApprovers: true };
  const one = { ...decide(demanding, given, options), ...approvals };
  const two = decide(compiled(other, 'priority: 1'), given, options);
  for (const [said, read] of [
    [one, two],
    [two, one],
  ] as const) {
    const outcome = stricterReading(said, read, demanding, 'tool_class_stricter');
    expect(outcome).toMatchObject({
      verdict: 'require_approval',
      ...approvals,
      requireBrokerCredential: true,
      brokerReference: 'ref',
      brokerScopes: ['s'],
      requireDelegation: true,
      requiredDelegationScopes: ['write'],
    });
    expect(outcome.prepared).toBe(said.prepared);
  }
});
