import type { CompiledPolicy } from '@gait/gate';
import type { SimulatedCall } from './simulation.ts';

/** Rules that a candidate changes, and those of them about which the calls say nothing. */
export interface RuleChanges {
  readonly changed: number;
  /** Names of changed rules that decided no call in either policy. */
  readonly unreached: readonly string[];
}

/** What of a candidate's changes no call has tried: a simulation says nothing about it. */
export function ruleChanges(
  policies: { readonly baseline: CompiledPolicy; readonly candidate: CompiledPolicy },
  calls: readonly SimulatedCall[],
): RuleChanges {
  const before = rulesOf(policies.baseline);
  const after = rulesOf(policies.candidate);
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const changed = names.filter((name) => before.get(name) !== after.get(name));
  const reached = new Set(
    calls.flatMap(({ baseline, candidate }) => [baseline.matchedRule, candidate.matchedRule]),
  );
  return {
    changed: changed.length,
    unreached: changed.filter((name) => !reached.has(name)).toSorted(),
  };
}

/** Each rule as text; a name may be given to several. */
function rulesOf({ policy }: CompiledPolicy): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  for (const rule of policy.rules)
    rules.set(rule.name, `${rules.get(rule.name) ?? ''}${JSON.stringify(rule)}\n`);
  return rules;
}
