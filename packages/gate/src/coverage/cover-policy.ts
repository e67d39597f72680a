import type { CompiledPolicy } from '../decide/compile-policy.ts';
import {
  walkRules,
  type CallWalk,
  type RuleWalk,
  type WalkOptions,
} from '../explain/walk-rules.ts';
import { constraintNames } from '../explain/constraint-names.ts';
import { lacksFacts } from '../explain/lacks-facts.ts';
import type { PreparedIntent } from '../intent/intent-record.ts';
import type { SessionHistory } from '../session-rules/session-history.ts';
import type { PolicyRule } from '../policy/policy.ts';

/** How often a condition held and failed, where all other conditions of its rule held. */
export interface ConditionCoverage {
  readonly name: string;
  readonly held: number;
  /** Calls that only this condition kept from the rule: what shows that it matters. */
  readonly failedAlone: number;
  /** Listed values that no call which the rule matched had. */
  readonly unseen: readonly string[];
}

export interface ConstraintCoverage {
  readonly name: string;
  readonly fired: number;
  readonly satisfied: number;
}

export interface RuleCoverage {
  readonly rule: PolicyRule;
  /** Calls at which the rule was applied, those of recordings too. */
  readonly reached: number;
  /** Of these, where it gave the verdict; recordings do not tell. */
  readonly decided: number;
  readonly conditions: readonly ConditionCoverage[];
  readonly constraints: readonly ConstraintCoverage[];
}

/** What calls reached of a policy. */
export interface PolicyCoverage {
  /** In policy order. */
  readonly rules: readonly RuleCoverage[];
  /** Calls, and steps of scripts, that were tried. */
  readonly calls: number;
  /** Of these, how many no rule matched. */
  readonly byDefault: number;
  /** Intents that `fail_closed` blocks before rules are looked at. */
  readonly refusedEarly: number;
  /** Tools of the policy's table that no call was of, in order. */
  readonly unusedTools: readonly string[];
  /** Rules that were reached, of a hundred, rounded down to one decimal; 100 without rules. */
  readonly percent: number;
}

/** A call to try, and what its session did before; left out: the session is not known. */
export interface CoveredCall {
  readonly prepared: PreparedIntent;
  readonly session?: SessionHistory | undefined;
}

/**
 * Which rules, conditions and constraints of a policy some calls reach.
 *
 * @param recorded how often recordings name a rule: by name, applied
 * @param options.tools what recordings are calls of
 */
export function coverPolicy(
  compiled: CompiledPolicy,
  intents: readonly CoveredCall[],
  recorded: ReadonlyMap<string, number>,
  options: Omit<WalkOptions, 'session'> & { readonly tools?: ReadonlySet<string> },
): PolicyCoverage {
  const open = intents.filter(({ prepared }) => !lacksFacts(compiled.policy, prepared));
  const walks = open.flatMap(({ prepared, session }) =>
    walkRules(compiled, prepared, { ...options, session }),
  );
  const rules = compiled.policy.rules.map((rule, index) =>
    coverRule(rule, walks, index, recorded.get(rule.name) ?? 0),
  );
  const used = new Set([
    ...intents.flatMap(({ prepared }) => toolsOf(prepared)),
    ...(options.tools ?? []),
  ]);
  const reached = rules.filter((rule) => rule.reached > 0).length;
  return {
    rules,
    calls: walks.length,
    byDefault: walks.filter((walk) => walk.rules.every(({ effect }) => effect === null)).length,
    refusedEarly: intents.length - open.length,
    unusedTools: Object.keys(compiled.policy.tool_classes).filter((tool) => !used.has(tool)),
    percent: rules.length === 0 ? 100 : Math.floor((reached / rules.length) * 1000) / 10,
  };
}

function toolsOf({ intent }: PreparedIntent): readonly string[] {
  return [intent.tool_name, ...(intent.script?.steps ?? []).map((step) => step.tool_name)];
}

function coverRule(
  rule: PolicyRule,
  walks: readonly CallWalk[],
  index: number,
  recorded: number,
): RuleCoverage {
  const own = walks.flatMap((walk) => walk.rules[index] ?? []);
  const applied = own.filter(({ effect }) => effect !== null);
  return {
    rule,
    reached: applied.length + recorded,
    decided: applied.filter(({ fate }) => fate === 'decided').length,
    conditions: (own[0]?.conditions ?? []).map((_, at) => coverCondition(own, at)),
    constraints: constraintNames(rule).map((name, at) => {
      const checks = applied.flatMap(({ constraints }) => constraints[at] ?? []);
      const fired = checks.filter(({ effect }) => effect !== null).length;
      return { name, fired, satisfied: checks.length - fired };
    }),
  };
}

function coverCondition(own: readonly RuleWalk[], at: number): ConditionCoverage {
  const seen = new Set<string>();
  let held = 0;
  let failedAlone = 0;
  const first = own[0]?.conditions[at];
  for (const { conditions } of own) {
    const check = conditions[at];
    if (check === undefined) continue;
    if (check.holds) held++;
    const others = conditions.every((other, index) => index === at || other.holds);
    if (!others) continue;
    if (!check.holds) failedAlone++;
    else for (const value of check.found) seen.add(value);
  }
  const isSeen = (wanted: string): boolean =>
    first?.prefix === true ? [...seen].some((value) => value.startsWith(wanted)) : seen.has(wanted);
  const countsLinks = first?.name === 'max_delegation_depth';
  return {
    name: first?.name ?? '',
    held,
    failedAlone,
    unseen: countsLinks ? [] : (first?.wanted ?? []).filter((wanted) => !isSeen(wanted)),
  };
}
