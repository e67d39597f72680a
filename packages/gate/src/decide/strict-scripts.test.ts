import { describe, expect, test } from 'bun:test';
import { lacksFacts } from '../explain/lacks-facts.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { decideJson } from '../testing/decide-json.ts';
import { compilePolicy } from './compile-policy.ts';
import { stricterOutcome } from './stricter-outcome.ts';

const TARGET = { kind: 'path', value: '/x', operation: 'read' };
const SOURCE = { arg_path: 'args.x', source: 'user' };
const UNKNOWN = { kind: 'repo', value: 'x' };
const full = { tool_name: 'a', args: {}, targets: [TARGET], arg_provenance: [SOURCE] };
const PROFILES = ['compat', 'standard', 'oss-prod', 'strict'] as const;

/** The verdict of a script of high risk under `fail_closed`. */
function verdictOf(
  profile: (typeof PROFILES)[number],
  required: readonly string[],
  steps: readonly object[],
  more: Record<string, unknown> = {},
): string {
  const policy = {
    default_verdict: 'allow',
    fail_closed: { enabled: true, required_fields: required },
  };
  const intent = { script: { steps }, ...more };
  return decideJson(policy, { intent, context: { risk_class: 'high' }, profile }).verdict;
}

describe('in strict a script lacks what any of its steps lacks', () => {
  test.each([
    ['targets', { ...full, targets: [] }],
    ['arg_provenance', { ...full, arg_provenance: [] }],
  ])('such as %s', (field, bare) => {
    for (const profile of PROFILES) {
      expect(verdictOf(profile, [field], [full, full])).toBe('allow');
      const expected = profile === 'strict' ? 'block' : 'allow';
      expect(verdictOf(profile, [field], [full, bare])).toBe(expected);
    }
  });

  test.each([[['endpoint_class']], [['targets']]])(
    'such as the class of a target that the script does not repeat, with %j required',
    (required) => {
      const odd = { ...full, targets: [UNKNOWN] };
      for (const profile of PROFILES) {
        const hidden = verdictOf(profile, required, [full, odd], { targets: [TARGET] });
        expect(hidden).toBe(profile === 'strict' ? 'block' : 'allow');
        expect(verdictOf(profile, required, [full, odd])).toBe('block');
      }
    },
  );

  test('which is told before the rules are looked at', () => {
    const policy = { fail_closed: { enabled: true, required_fields: ['targets'] } };
    const { prepared } = decideJson(policy, {
      intent: { script: { steps: [full, { ...full, targets: [] }] } },
      context: { risk_class: 'high' },
    });
    const parsed = parsePolicy(JSON.stringify(policy));
    expect(lacksFacts(parsed, prepared)).toBe(false);
    expect(lacksFacts(parsed, prepared, 'strict')).toBe(true);
  });
});

test('in strict a script names the limits of each step, all of them, with the step', () => {
  const rules = [
    { name: 'x', rate_limit: { requests: 1, window: 'minute' } },
    { name: 'y', rate_limit: { requests: 9, window: 'hour' } },
  ].map((each) => ({ ...each, priority: 1, effect: 'allow', match: { tool_names: ['b'] } }));
  const intent = { script: { steps: [full, { ...full, tool_name: 'b' }] } };
  const policy = { default_verdict: 'allow', rules };
  const outcome = decideJson(policy, { intent, profile: 'strict' });
  const expected = [
    [1, 1, 'minute'],
    [1, 9, 'hour'],
  ];
  const listed = (of: typeof outcome) =>
    of.furtherLimits?.map(({ step, limit }) => [step, limit.requests, limit.window]);
  expect(listed(outcome)).toEqual(expected);
  const allowing = decideJson({ default_verdict: 'allow' }, { intent, profile: 'strict' });
  const compiled = compilePolicy(parsePolicy(''));
  expect(listed(stricterOutcome(allowing, outcome, compiled))).toEqual(expected);
  expect(decideJson(policy, { intent }).furtherLimits).toBeUndefined();
});

test('a script demands the broker, scopes and limits of every step, the tightest in front', () => {
  const rule = (tool: string, more: object) => ({
    name: tool,
    effect: 'allow',
    match: { tool_names: [tool] },
    ...more,
  });
  const policy = {
    rules: [
      rule('a', {
        rate_limit: { requests: 5, window: 'hour' },
        destructive_budget: { requests: 9, window: 'minute' },
      }),
      rule('b', {
        require_broker_credential: true,
        broker_reference: 'ref',
        broker_scopes: ['s'],
        rate_limit: { requests: 2, window: 'hour' },
        destructive_budget: { requests: 3, window: 'minute' },
      }),
    ],
  };
  const steps = [full, { ...full, tool_name: 'b' }];
  for (const order of [steps, steps.toReversed()]) {
    for (const profile of PROFILES) {
      const outcome = decideJson(policy, { intent: { script: { steps: order } }, profile });
      expect(outcome).toMatchObject({
        verdict: 'allow',
        requireBrokerCredential: true,
        brokerReference: 'ref',
        brokerScopes: ['s'],
        rateLimit: { requests: 2, window: 'hour' },
        destructiveBudget: { requests: 3, window: 'minute' },
      });
    }
  }
});
