import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { isCodedError, type Json } from '@gait/canon';
import { compilePolicy } from '../decide/compile-policy.ts';
import { decide } from '../decide/decide.ts';
import { walkRules } from '../explain/walk-rules.ts';
import { decodeIntent } from '../intent/decode-intent.ts';
import type { PreparedIntent } from '../intent/intent-record.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import type { Profile } from '../intent/strictness.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { likelyIntent } from '../testing/likely-intents.ts';
import { likelyPolicy } from '../testing/likely-policies.ts';
import { lintPolicy } from './lint-policy.ts';

const PROFILES: readonly Profile[] = ['standard', 'strict', 'compat'];
const NEVER = new Set(['rule_never_matches', 'rule_shadowed']);
const WITHOUT_EFFECT = new Set(['rule_overruled', 'rule_contradicts', 'rule_duplicate']);

type Draft = Record<string, unknown> & { rules?: Record<string, unknown>[] };

/** Names told apart, and more of what the linter looks for: impossible words, narrower copies. */
function withCandidates(policy: Draft, salt: number): Draft {
  const rules = (policy.rules ?? []).map((rule, at) => ({ ...rule, name: `r${at}` }));
  const copies = rules.slice(0, 6).map((rule, at) => {
    const match = { ...((rule as Draft)['match'] as object | undefined) } as Record<
      string,
      unknown
    >;
    if ((at + salt) % 3 === 0) match['risk_classes'] ??= ['low', 'high'];
    if ((at + salt) % 5 === 0) match['target_kinds'] = ['file'];
    const priority = Number((rule as Draft)['priority'] ?? 0) + ((at + salt) % 2);
    return { ...rule, name: `c${at}`, match, priority, effect: at % 2 === 0 ? 'allow' : 'block' };
  });
  return { ...policy, rules: [...rules, ...copies] };
}

function prepared(json: unknown, profile: Profile): PreparedIntent | undefined {
  try {
    return prepareIntent(decodeIntent(json as Json), { profile });
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

test('a rule that is said never to decide never does, one without effect never changes a verdict', () => {
  const now = 1_780_488_000_000_000_000n;
  const intents = fc.sample(likelyIntent, { numRuns: 250, seed: 5 });
  const calls = PROFILES.flatMap((profile) =>
    intents.flatMap((json) => {
      const one = prepared(json, profile);
      return one === undefined ? [] : [{ one, profile }];
    }),
  );
  const proved = { never: 0, withoutEffect: 0 };
  for (const [salt, draft] of fc.sample(likelyPolicy(10), { numRuns: 80, seed: 6 }).entries()) {
    const json = withCandidates(draft, salt);
    const text = JSON.stringify(json);
    const compiled = compilePolicy(parsePolicy(text));
    const { findings } = lintPolicy(text);
    const never = new Set(findings.flatMap(({ code, rule }) => (NEVER.has(code) ? [rule] : [])));
    const idle = findings.find(({ code }) => WITHOUT_EFFECT.has(code))?.rule;
    const rest = (json.rules ?? []).filter(({ name }) => name !== idle);
    const without = compilePolicy(parsePolicy(JSON.stringify({ ...json, rules: rest })));
    proved.never += never.size;
    proved.withoutEffect += idle === undefined ? 0 : 1;
    for (const { one, profile } of calls) {
      const outcome = decide(compiled, one, { now, profile });
      const matched = outcome.matchedRule.split(',').filter((name) => never.has(name));
      expect(matched).toEqual([]);
      if (idle === undefined) continue;
      expect(decide(without, one, { now, profile }).verdict).toBe(outcome.verdict);
    }
  }
  // The generator really made such rules.
  expect(proved.never).toBeGreaterThan(50);
  expect(proved.withoutEffect).toBeGreaterThan(15);
}, 120_000);

test('a walk over all rules comes to the verdict and the rules that the decision names', () => {
  const now = 1_780_488_000_000_000_000n;
  const intents = fc.sample(likelyIntent, { numRuns: 40, seed: 7 });
  for (const draft of fc.sample(likelyPolicy(20), { numRuns: 30, seed: 8 })) {
    // What comes before and after rules is not the walk's.
    const { fail_closed: _, scripts: __, ...rest } = withCandidates(draft, 1);
    const compiled = compilePolicy(parsePolicy(JSON.stringify(rest)));
    for (const profile of PROFILES) {
      for (const json of intents) {
        const one = prepared(json, profile);
        if (one === undefined) continue;
        const outcome = decide(compiled, one, { now, profile });
        const walks = walkRules(compiled, one, { now, profile });
        const names = walks.flatMap(({ rules }) =>
          rules.flatMap(({ rule, effect }) => (effect === null ? [] : [rule.name])),
        );
        const named = outcome.matchedRule.split(',').filter((name) => name !== '');
        expect(new Set(names)).toEqual(new Set(named));
        const steps = outcome.script?.stepVerdicts.map(({ verdict }) => verdict);
        expect(walks.map(({ verdict }) => verdict)).toEqual(steps ?? [outcome.verdict]);
      }
    }
  }
}, 120_000);
