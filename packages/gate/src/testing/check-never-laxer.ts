import fc from 'fast-check';
import { isCodedError, parseTime, type Json } from '@gait/canon';
import { callOf } from '../decide/call.ts';
import { compilePolicy } from '../decide/compile-policy.ts';
import { decide } from '../decide/decide.ts';
import { isStricter } from '../decide/verdict-order.ts';
import { decodeIntent } from '../intent/decode-intent.ts';
import type { Intent, PreparedIntent } from '../intent/intent-record.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import type { Profile } from '../intent/strictness.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy, Verdict } from '../policy/policy.ts';
import { EVALUATION_TIME, likelyIntent } from './likely-intents.ts';
import { likelyPolicy } from './likely-policies.ts';
import { naiveVerdict } from './naive-evaluator.ts';

/** Intents judged under each policy. */
const INTENTS = 40;

/** What differs, as text that can be run again. */
export interface NeverLaxerResult {
  readonly cases: number;
  readonly laxer: readonly string[];
}

/**
 * Decides generated intents under generated policies in `standard` and `strict` and compares
 * each verdict with the naive evaluator's. Policies are short and long in turn, so that both
 * ways of finding rules are tried. The same seed gives the same cases.
 */
export function checkNeverLaxer(options: { policies: number; seed: number }): NeverLaxerResult {
  const now = parseTime(EVALUATION_TIME)?.epochNanos ?? 0n;
  const laxer: string[] = [];
  let cases = 0;
  for (let round = 0; round * 2 < options.policies; round++) {
    const seed = options.seed * 1_000_003 + round;
    const intents = fc.sample(likelyIntent, { numRuns: INTENTS, seed });
    for (const mostRules of [6, 80]) {
      const [policyJson] = fc.sample(likelyPolicy(mostRules), { numRuns: 1, seed });
      const policy = parsePolicy(JSON.stringify(policyJson));
      const compiled = compilePolicy(policy);
      for (const intentJson of intents) {
        const intent = decodeIntent(intentJson as Json);
        for (const profile of ['standard', 'strict'] as const) {
          // Strict reads such paths otherwise than they are written; other tests look at that.
          if (profile === 'strict' && /\.{1,2}\//.test(JSON.stringify(intentJson))) continue;
          const prepared = prepareOrRefuse(intent, profile);
          if (prepared === undefined) continue;
          cases++;
          const { verdict } = decide(compiled, prepared, { now, profile });
          const naive = askNaively(policy, prepared, profile === 'strict');
          if (!isStricter(naive, verdict)) continue;
          laxer.push(JSON.stringify({ profile, naive, verdict, policyJson, intentJson }));
        }
      }
    }
  }
  return { cases, laxer };
}

/** Undefined when strict refuses to judge the intent at all. */
function prepareOrRefuse(intent: Intent, profile: Profile): PreparedIntent | undefined {
  try {
    return prepareIntent(intent, { profile });
  } catch (error) {
    if (isCodedError(error) && profile === 'strict') return undefined;
    throw error;
  }
}

function askNaively(policy: Policy, prepared: PreparedIntent, strict: boolean): Verdict {
  const steps = prepared.intent.script?.steps ?? [];
  return naiveVerdict({
    policy,
    call: callOf(prepared, null, null, strict),
    steps: steps.map((step) => callOf(prepared, step, null, strict)),
  });
}
