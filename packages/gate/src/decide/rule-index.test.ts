import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Json } from '@gait/canon';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { likelyIntent } from '../testing/likely-intents.ts';
import { likelyPolicy } from '../testing/likely-policies.ts';
import { callOf } from './call.ts';
import { compileRule, matches } from './compiled-rule.ts';
import { buildRuleIndex, findMatches } from './rule-index.ts';

test('the index finds what trying every rule finds', () => {
  fc.assert(
    fc.property(
      likelyPolicy(120),
      fc.array(likelyIntent, { minLength: 20, maxLength: 20 }),
      fc.boolean(),
      (policyJson, intents, strict) => {
        const { rules } = parsePolicy(JSON.stringify(policyJson));
        const compiled = rules.map(compileRule);
        const index = buildRuleIndex(compiled);
        for (const intent of intents) {
          const call = callOf(prepareIntent(decodeIntent(intent as Json)), null, null, strict);
          const all = compiled.filter((each) => matches(each, call));
          const priority = all[0]?.rule.priority;
          const expected = all.filter(({ rule }) => rule.priority === priority);
          expect(findMatches(index, call).map(({ order }) => order)).toEqual(
            expected.map(({ order }) => order),
          );
        }
      },
    ),
    { numRuns: 15, seed: 4 },
  );
});

test('lists of many values under each other do not multiply', () => {
  const values = (name: string): string[] => Array.from({ length: 200 }, (_, at) => `${name}${at}`);
  const rules = Array.from({ length: 40 }, (_, at) => ({
    name: `r${at}`,
    priority: at,
    effect: 'block',
    match: { tool_names: values('t'), identities: values('i'), target_values: values('v') },
  }));
  const policy = parsePolicy(JSON.stringify({ rules }));
  const index = buildRuleIndex(policy.rules.map(compileRule));
  const intent = decodeIntent({
    tool_name: 't7',
    targets: values('v').map((value) => ({ kind: 'other', value })),
    context: { identity: 'i3', workspace: '/w', risk_class: 'low' },
  });
  const call = callOf(prepareIntent(intent), null, null, false);
  expect(findMatches(index, call).map(({ rule }) => rule.name)).toEqual(['r0']);
});
