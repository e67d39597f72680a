import type { CompiledPolicy } from '../decide/compile-policy.ts';
import type { Outcome } from '../decide/outcome.ts';
import { runPolicyTest } from '../decide/run-policy-test.ts';
import { decodeIntent } from '../intent/decode-intent.ts';
import type { ReadCommandFacts } from '../intent/intent-record.ts';
import type { Profile } from '../intent/strictness.ts';
import { historyOf } from './earlier-calls.ts';
import type { PolicySuite, PolicySuiteTest } from './policy-suite.ts';

/** What became of one test of a policy. */
export interface PolicySuiteResult {
  readonly name: string;
  readonly outcome: Outcome;
  /** What differs from the expectation, one line each; empty: passed. */
  readonly differences: readonly string[];
}

/**
 * Runs the tests of a policy, without tokens, limits, brokers or traces.
 *
 * @param options.now nanoseconds since 1970: what freeze windows are compared with
 * Errors: `intent_*` and `record_*` when an intent cannot be judged.
 */
export function runPolicySuite(
  compiled: CompiledPolicy,
  suite: PolicySuite,
  options: {
    readonly now: bigint;
    readonly profile: Profile;
    readonly producerVersion: string;
    readonly commandOf?: ReadCommandFacts | undefined;
  },
): readonly PolicySuiteResult[] {
  return suite.tests.map((test) => {
    const intent = decodeIntent(test.intent ?? {}, { field: test.name });
    const session = historyOf(test.before ?? [], options.profile, test.name, compiled.toolClasses);
    const { outcome } = runPolicyTest(compiled, intent, { ...options, session });
    return { name: test.name, outcome, differences: differencesOf(test, outcome) };
  });
}

function differencesOf(test: PolicySuiteTest, outcome: Outcome): string[] {
  const out: string[] = [];
  if (outcome.verdict !== test.verdict) out.push(`${outcome.verdict} instead of ${test.verdict}`);
  if (test.matched_rule !== '' && outcome.matchedRule !== test.matched_rule) {
    out.push(`decided by ${outcome.matchedRule || 'no rule'} instead of ${test.matched_rule}`);
  }
  for (const code of test.reason_codes ?? []) {
    if (!outcome.reasonCodes.includes(code)) out.push(`without the reason code ${code}`);
  }
  return out;
}
