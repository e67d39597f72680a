import type { Call } from './call.ts';
import { verdictOfRule, verdictOfRules, type CallVerdict } from './call-verdict.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import type { Pass } from './pass.ts';
import { evaluateRule } from './rule-evaluation.ts';
import { findMatches } from './rule-index.ts';

/** What the rules, or the default verdict, say of one call (gait-formats §4.6 step 6). */
export function evaluateCall(compiled: CompiledPolicy, call: Call, pass: Pass): CallVerdict {
  const matched = findMatches(compiled.index, call);
  const [first] = matched;
  if (first === undefined) return compiled.otherwise;
  if (matched.length === 1) return verdictOfRule(evaluateRule(first, call, pass));
  return verdictOfRules(
    matched.map((rule) => evaluateRule(rule, call, pass)),
    call.strict,
  );
}
