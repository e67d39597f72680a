import { expect, test } from 'bun:test';
import { compilePolicy } from '../decide/compile-policy.ts';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { coverPolicy } from './cover-policy.ts';

const compiled = compilePolicy(
  parsePolicy(`fail_closed: {enabled: true, required_fields: [targets]}
rules:
- {name: shut, priority: 1, effect: block, match: {tool_names: [shut]}}
- {name: pair, priority: 2, effect: allow, match: {tool_names: [a, b], identities: [x]}}
- {name: beside, priority: 2, effect: block, match: {tool_names: [a]}}
`),
);

function prepared(tool_name: string, identity: string, risk_class = 'low') {
  const context = { identity, workspace: '/w', risk_class };
  return prepareIntent(decodeIntent({ tool_name, context }), { profile: 'standard' });
}

const cover = (
  intents: readonly ReturnType<typeof prepared>[],
  recorded: ReadonlyMap<string, number> = new Map(),
) =>
  coverPolicy(
    compiled,
    intents.map((one) => ({ prepared: one })),
    recorded,
    { now: 0n, profile: 'standard' },
  );

test('a rule is reached when it is applied, also where a stricter one beside it decides', () => {
  const { rules, percent, byDefault } = cover([prepared('a', 'x'), prepared('b', 'y')]);
  expect(rules.map(({ rule, reached, decided }) => [rule.name, reached, decided])).toEqual([
    ['shut', 0, 0],
    ['beside', 1, 1],
    ['pair', 1, 0],
  ]);
  expect(percent).toBe(66.6);
  expect(byDefault).toBe(1);
});

test('a condition counts as tried where it alone kept a call from the rule', () => {
  const { rules } = cover([prepared('a', 'x'), prepared('b', 'y')]);
  expect(rules[2]?.conditions).toEqual([
    { name: 'tool_names', held: 2, failedAlone: 0, unseen: ['b'] },
    { name: 'identities', held: 1, failedAlone: 1, unseen: [] },
  ]);
});

test('what fail_closed blocks reaches no rule, what is recorded does', () => {
  const { rules, refusedEarly, calls } = cover(
    [prepared('a', 'x', 'high')],
    new Map([['shut', 2]]),
  );
  expect({ refusedEarly, calls }).toEqual({ refusedEarly: 1, calls: 0 });
  expect(rules.map(({ reached }) => reached)).toEqual([2, 0, 0]);
});

test('a policy without rules is covered', () => {
  const empty = compilePolicy(parsePolicy(''));
  const { percent } = coverPolicy(empty, [], new Map(), { now: 0n, profile: 'standard' });
  expect(percent).toBe(100);
});

test('tools of the table that no call and no recording was of are named', () => {
  const listed = compilePolicy(
    parsePolicy('schema_version: 1.1.0\ntool_classes: {a: other, b: other, c: other}\n'),
  );
  const options = { now: 0n, profile: 'standard', tools: new Set(['c']) } as const;
  const { unusedTools } = coverPolicy(
    listed,
    [{ prepared: prepared('a', 'x') }],
    new Map(),
    options,
  );
  expect(unusedTools).toEqual(['b']);
  expect(cover([]).unusedTools).toEqual([]);
});
