import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isCodedError, type Json } from '@gait/canon';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { appliedLimits } from '../limit/limit-subjects.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Verdict } from '../policy/policy.ts';
import { decideJson, instant } from '../testing/decide-json.ts';
import { EVALUATION_TIME, likelyIntent } from '../testing/likely-intents.ts';
import { likelyPolicy } from '../testing/likely-policies.ts';
import { drawn, rarely, word } from '../testing/word-pools.ts';
import { compilePolicy } from './compile-policy.ts';
import { decide } from './decide.ts';
import { isStricter } from './verdict-order.ts';

const rule = (name: string, priority: number, effect: Verdict, endpoint_classes: string[]) => ({
  name,
  priority,
  effect,
  match: { endpoint_classes },
});
/** Reads run, commands and servers are blocked, anything else is asked about. */
const POLICY = {
  schema_version: '1.1.0',
  default_verdict: 'require_approval',
  tool_classes: { Run_It: 'proc.exec', look: 'fs.read', fetch_page: 'net.http' },
  rules: [
    rule('commands', 1, 'block', ['proc.exec']),
    rule('reads', 2, 'allow', ['fs.read']),
    rule('deletions', 3, 'block', ['fs.delete']),
    rule('servers', 4, 'block', ['net.http']),
  ],
};
const path = (more: object = {}) => ({ kind: 'path', value: '/repo/app/x', ...more });
const call = (tool_name: string, ...targets: object[]) => ({ intent: { tool_name, targets } });

describe('a caller of a listed tool', () => {
  test.each([
    ['that says nothing is judged by the table', call('run_it', path()), 'block', 'commands'],
    ['under any spelling', call(' RUN_IT', path()), 'block', 'commands'],
    [
      'that calls a command a read is blocked as a command',
      call('run_it', path({ endpoint_class: 'fs.read' })),
      'block',
      'commands',
    ],
    ['that leaves targets out is blocked as a command', call('run_it'), 'block', 'commands'],
    [
      'that lies about a server is blocked for the server',
      call('run_it', { kind: 'url', value: 'https://example.org', endpoint_class: 'ui.click' }),
      'block',
      'servers',
    ],
    [
      'that says what is worse than the table is judged by what it says',
      call('look', path({ endpoint_class: 'fs.delete' })),
      'block',
      'deletions',
    ],
    [
      'that says by its operation what is worse is judged by that',
      call('look', path({ operation: 'delete' })),
      'block',
      'deletions',
    ],
    [
      'cannot flee from a rule into a class that another rule allows',
      call('fetch_page', path({ endpoint_class: 'fs.read' })),
      'block',
      'servers',
    ],
    ['that says the same is judged once', call('look', path()), 'allow', 'reads'],
    ['that names no target gains nothing by the table', call('look'), 'require_approval', ''],
    ['of another tool is judged as ever', call('run_other', path()), 'require_approval', ''],
  ] as const)('%s', (_, given, verdict, matchedRule) => {
    for (const profile of ['standard', 'strict', 'compat', 'oss-prod'] as const) {
      const outcome = decideJson(POLICY, { ...given, profile });
      expect([outcome.verdict, outcome.matchedRule]).toEqual([verdict, matchedRule]);
    }
  });

  test('is told when the table made the answer stricter, and the outcome is about what it said', () => {
    const outcome = decideJson(POLICY, call('run_it', path({ endpoint_class: 'fs.read' })));
    expect(outcome.reasonCodes).toContain('tool_class_stricter');
    expect(outcome.prepared.intent.targets).toMatchObject([{ endpoint_class: 'fs.read' }]);
    const same = decideJson(POLICY, call('run_it', path({ endpoint_class: 'proc.exec' })));
    expect(same.reasonCodes).not.toContain('tool_class_stricter');
  });

  test('that names servers alone still does what its tool does', () => {
    const policy = { ...POLICY, default_verdict: 'allow', rules: POLICY.rules.slice(0, 1) };
    const outcome = decideJson(policy, call('run_it', { kind: 'host', value: 'example.org' }));
    expect([outcome.verdict, outcome.matchedRule]).toEqual(['block', 'commands']);
  });

  test('has to fulfil the demands of both readings', () => {
    const policy = {
      ...POLICY,
      tool_classes: { put: 'fs.write' },
      rules: [
        { ...rule('w', 1, 'require_approval', ['fs.write']), min_approvals: 2 },
        {
          ...rule('r', 2, 'require_approval', ['net.http']),
          require_broker_credential: true,
          rate_limit: { requests: 3 },
        },
      ],
    };
    const target = { kind: 'url', value: 'https://example.org' };
    const { minApprovals, requireBrokerCredential, rateLimit, furtherRules } = decideJson(
      policy,
      call('put', target),
    );
    expect({ minApprovals, requireBrokerCredential, requests: rateLimit.requests }).toEqual({
      minApprovals: 2,
      requireBrokerCredential: true,
      requests: 3,
    });
    expect(furtherRules?.map(({ name }) => name)).toEqual(['w']);
  });

  test('uses up the budget of what the tool destroys, also without targets', () => {
    const policy = {
      ...POLICY,
      tool_classes: { wipe: 'fs.delete' },
      rules: [{ name: 'any', effect: 'require_approval', destructive_budget: { requests: 1 } }],
    };
    const codes = (given: ReturnType<typeof call>) =>
      appliedLimits(decideJson(policy, given), 'standard').map(({ code }) => code);
    expect(codes(call('wipe'))).toEqual(['destructive_budget_exceeded']);
    expect(codes(call('wipe', path({ endpoint_class: 'fs.read' })))).toEqual([
      'destructive_budget_exceeded',
    ]);
    expect(codes(call('other'))).toEqual([]);
  });

  test('uses up the budget of what only the last of several readings destroys', () => {
    const policy = {
      ...POLICY,
      tool_classes: { fetch_page: 'net.http', wipe: 'fs.delete' },
      rules: [{ name: 'any', effect: 'require_approval', destructive_budget: { requests: 1 } }],
    };
    const lie = { kind: 'url', value: 'https://example.org', endpoint_class: 'fs.read' };
    const steps = [
      { tool_name: 'fetch_page', args: {}, targets: [lie] },
      { tool_name: 'wipe', args: {}, targets: [] },
    ];
    for (const profile of ['standard', 'strict'] as const) {
      const codes = (of: readonly object[]) =>
        appliedLimits(
          decideJson(policy, { intent: { script: { steps: of } }, profile }),
          profile,
        ).map(({ code }) => code);
      expect(codes(steps)).toContain('destructive_budget_exceeded');
      expect(codes(steps.slice(0, 1))).not.toContain('destructive_budget_exceeded');
    }
  });

  test('of a step is judged like any other', () => {
    const steps = [
      { tool_name: 'look', args: {}, targets: [path()] },
      { tool_name: 'run_it', args: {}, targets: [path({ endpoint_class: 'fs.read' })] },
    ];
    const outcome = decideJson(POLICY, { intent: { script: { steps } } });
    expect(outcome.verdict).toBe('block');
    expect(outcome.script?.stepVerdicts.map(({ verdict }) => verdict)).toEqual(['allow', 'block']);
  });
});

test('a policy without the table is what it was', () => {
  const { tool_classes: _, ...without } = POLICY;
  const compiled = compilePolicy(parsePolicy(JSON.stringify({ ...without })));
  expect(compiled.toolClasses).toBeUndefined();
  const old = { ...without, schema_version: '1.0.0' };
  const given = call('run_it', path({ endpoint_class: 'fs.read' }));
  const outcome = decideJson(old, given);
  expect([outcome.verdict, outcome.matchedRule]).toEqual(['allow', 'reads']);
  expect(outcome.prepared.intentDigest).toBe(decideJson(without, given).prepared.intentDigest);
});

/** Pools hold few tools: most calls are of a listed one. */
const likelyTable = drawn(
  Object.fromEntries(
    ['tool.read', 'tool.write', 'shell.exec', 'http.post'].map((tool) => [
      tool,
      rarely(75, word('classes')),
    ]),
  ),
);

/** Every target says its class, or none does. */
function withClasses(intent: Json, said: boolean): Json {
  if (Array.isArray(intent)) return intent.map((item) => withClasses(item as Json, said));
  if (typeof intent !== 'object' || intent === null) return intent;
  const entries = Object.entries(intent).map(([key, value]) => [
    key,
    withClasses(value as Json, said),
  ]);
  const changed = Object.fromEntries(entries) as Record<string, Json>;
  if (!('kind' in changed)) return changed;
  // An operation says a class, too: only what the class says is compared here.
  const target = { ...changed, operation: 'post' };
  if (said) return { endpoint_class: 'fs.read', ...target };
  return { ...target, endpoint_class: '' };
}

test('the table never makes an answer laxer, and no caller gains by what he says or leaves out', () => {
  const now = instant(EVALUATION_TIME);
  const laxer: string[] = [];
  let cases = 0;
  let stricter = 0;
  let listed = 0;
  for (let seed = 0; seed < 70; seed++) {
    const intents = fc.sample(likelyIntent, { numRuns: 25, seed });
    const [given] = fc.sample(likelyPolicy(10), { numRuns: 1, seed });
    const [tool_classes] = fc.sample(likelyTable, { numRuns: 1, seed });
    const scripts = { ...(given?.['scripts'] as object), block_mixed_risk: false };
    const policy = { ...given, scripts, schema_version: '1.1.0' };
    const plain = compilePolicy(parsePolicy(JSON.stringify(policy)));
    const table = compilePolicy(parsePolicy(JSON.stringify({ ...policy, tool_classes })));
    for (const profile of ['standard', 'strict'] as const) {
      const ask = (by: typeof plain, json: Json): Verdict | undefined => {
        const policyClasses = by.toolClasses;
        try {
          const prepared = prepareIntent(decodeIntent(json), { profile, policyClasses });
          return decide(by, prepared, { now, profile }).verdict;
        } catch (error) {
          if (isCodedError(error)) return undefined;
          throw error;
        }
      };
      for (const intent of intents as Json[]) {
        const says = withClasses(intent, true);
        const verdict = ask(table, says);
        const without = ask(plain, says);
        if (verdict === undefined || without === undefined) continue;
        cases++;
        if (isStricter(verdict, without)) stricter++;
        const { tool_name: tool, script } = intent as { tool_name: string; script?: Json };
        const isListed = script === undefined && table.toolClasses?.has(tool) === true;
        // What a tool that nobody lists is taken for is a guess, and may be worse than what is said.
        const silent = isListed ? (ask(table, withClasses(intent, false)) ?? verdict) : verdict;
        if (isListed) listed++;
        if (!isStricter(without, verdict) && !isStricter(silent, verdict)) continue;
        laxer.push(
          JSON.stringify({ profile, verdict, without, silent, tool_classes, policy, intent: says }),
        );
      }
    }
  }
  expect(laxer.slice(0, 3)).toEqual([]);
  expect(cases).toBeGreaterThan(1000);
  expect(listed).toBeGreaterThan(300);
  expect(stricter).toBeGreaterThan(50);
});
