import { expect, test } from 'bun:test';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { compilePolicy } from './compile-policy.ts';
import { decide } from './decide.ts';
import type { Outcome } from './outcome.ts';
import { stricterOutcome } from './stricter-outcome.ts';

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

function together(first: string, second: string): Outcome {
  const head = 'schema_id: gait.gate.policy\nschema_version: 1.0.0\n';
  const [one, two] = [first, second].map((text) => compilePolicy(parsePolicy(head + text)));
  const options = { now: 0n, profile: 'strict' } as const;
  if (one === undefined || two === undefined) throw new Error('two policies');
  return stricterOutcome(decide(one, prepared, options), decide(two, prepared, options), two);
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

test('the demands of both policies count', () => {
  const outcome = together(
    rule('rate_limit: {requests: 100, window: hour}'),
    rule(
      'require_broker_credential: true, rate_limit: {requests: 2, window: minute}, destructive_budget: {requests: 3}',
    ),
  );
  expect(outcome).toMatchObject({
    verdict: 'allow',
    requireBrokerCredential: true,
    rateLimit: { requests: 100, window: 'hour' },
    destructiveBudget: { requests: 3 },
    furtherRules: [{ name: 'r', require_broker_credential: true }],
  });
});
