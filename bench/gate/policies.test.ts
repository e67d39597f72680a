import { expect, test } from 'bun:test';
import { compilePolicy, decide, decodeIntent, parsePolicy, prepareIntent } from '@gait/gate';
import { FLAT_INTENTS, FLAT_RULES, gaitPolicy, regoPolicy } from './equal-policy.ts';
import { GROWN_INTENT, grownPolicy } from './grown-policy.ts';

const options = { now: 0n, profile: 'standard' } as const;

test('the equal policy says of each call what every engine is asked to say', () => {
  const compiled = compilePolicy(parsePolicy(gaitPolicy(FLAT_RULES)));
  for (const { intent, verdict } of FLAT_INTENTS) {
    expect(decide(compiled, prepareIntent(decodeIntent(intent)), options).verdict).toBe(
      verdict as never,
    );
  }
  expect(regoPolicy(FLAT_RULES).match(/^matched contains/gmu)).toHaveLength(FLAT_RULES.length);
});

test('of a grown policy only the last rule matches, and it has every size asked for', () => {
  for (const rules of [10, 100, 1_000]) {
    const policy = parsePolicy(grownPolicy(rules));
    expect(policy.rules).toHaveLength(rules);
    const prepared = prepareIntent(decodeIntent(GROWN_INTENT));
    expect(decide(compilePolicy(policy), prepared, options).matchedRule).toBe('last');
  }
});
