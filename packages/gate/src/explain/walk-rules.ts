import { callOf, type Call } from '../decide/call.ts';
import { verdictOfRules } from '../decide/call-verdict.ts';
import type { CompiledPolicy } from '../decide/compile-policy.ts';
import { matches, type CompiledRule } from '../decide/compiled-rule.ts';
import { startPass, type Pass } from '../decide/pass.ts';
import { followsReference } from '../decide/profile.ts';
import { evaluateRule } from '../decide/rule-evaluation.ts';
import { isStricter, stricterOf } from '../decide/verdict-order.ts';
import type { PreparedIntent } from '../intent/intent-record.ts';
import { readingsByTable } from '../intent/readings-by-table.ts';
import type { Profile } from '../intent/strictness.ts';
import type { PolicyRule, Verdict } from '../policy/policy.ts';
import type { SessionHistory } from '../session-rules/session-history.ts';
import { withStep } from '../session-rules/session-step.ts';
import { checkConditions, type ConditionCheck } from './check-conditions.ts';
import { constraintNames } from './constraint-names.ts';

/**
 * What became of a rule: it gave the verdict; it matched beside a stricter rule of the same
 * priority; it matched, but a rule of a lower priority number had decided; it did not match.
 */
export type RuleFate = 'decided' | 'overruled' | 'preceded' | 'unmatched';

/** One constraint of a rule that was looked at. */
export interface ConstraintCheck {
  readonly name: string;
  /** What it demanded; null: it was satisfied. */
  readonly effect: Verdict | null;
  readonly reasons: readonly string[];
}

/** One rule, looked at for one call. */
export interface RuleWalk {
  readonly rule: PolicyRule;
  readonly fate: RuleFate;
  readonly conditions: readonly ConditionCheck[];
  /** Of rules that were applied: those that matched at the deciding priority. */
  readonly constraints: readonly ConstraintCheck[];
  /** What the rule made of the call; null when it was not applied. */
  readonly effect: Verdict | null;
}

/** One call, or one step of a script. */
export interface CallWalk {
  readonly tool: string;
  /** From 0; null for a call that is no script. */
  readonly step: number | null;
  readonly verdict: Verdict;
  /** In policy order. */
  readonly rules: readonly RuleWalk[];
}

/** What a walk depends on besides policy and intent. `now` is nanoseconds since 1970. */
export interface WalkOptions {
  readonly now: bigint;
  readonly profile: Profile;
  readonly session?: SessionHistory | undefined;
}

/**
 * Looks at every rule for an intent and says why it decided or did not. Where `decide` stops at
 * the first priority that matches, this goes on; verdicts are the same. Required facts, kill
 * switches and the policy's limits on scripts come before and after, and are `decide`'s. Of the
 * ways in which the policy's table of tools lets the call be read, the strictest is walked.
 */
export function walkRules(
  compiled: CompiledPolicy,
  prepared: PreparedIntent,
  options: WalkOptions,
): readonly CallWalk[] {
  let strictest = walkReading(compiled, prepared, options);
  for (const reading of readingsByTable(prepared, compiled.toolClasses)) {
    const walks = walkReading(compiled, reading, options);
    if (isStricter(strictestOf(walks), strictestOf(strictest))) strictest = walks;
  }
  return strictest;
}

function walkReading(
  compiled: CompiledPolicy,
  prepared: PreparedIntent,
  options: WalkOptions,
): readonly CallWalk[] {
  const strict = options.profile === 'strict';
  const pass = startPass(options.now, strict, options.session);
  const walks = walkAll(compiled, prepared, strict, pass);
  if (!pass.defect || followsReference(options.profile)) return walks;
  const mended = walkAll(compiled, prepared, strict, startPass(options.now, true, options.session));
  return isStricter(strictestOf(mended), strictestOf(walks)) ? mended : walks;
}

function strictestOf(walks: readonly CallWalk[]): Verdict {
  return walks.reduce<Verdict>((verdict, walk) => stricterOf(verdict, walk.verdict), 'allow');
}

function walkAll(
  compiled: CompiledPolicy,
  prepared: PreparedIntent,
  strict: boolean,
  pass: Pass,
): readonly CallWalk[] {
  const { script } = prepared.intent;
  if (script === null) {
    return [walkCall(compiled, callOf(prepared, null, null, strict), null, pass)];
  }
  return (script.steps ?? []).map((step, index) => {
    const call = callOf(prepared, step, null, strict);
    const walk = walkCall(compiled, call, index, pass);
    if (pass.session !== undefined) pass.session = withStep(pass.session, call);
    return walk;
  });
}

function walkCall(compiled: CompiledPolicy, call: Call, step: number | null, pass: Pass): CallWalk {
  const rules = rulesOf(compiled);
  const matched = rules.filter((rule) => matches(rule, call));
  const priority = matched[0]?.rule.priority;
  const evaluated = matched
    .filter(({ rule }) => rule.priority === priority)
    .map((rule) => evaluateRule(rule, call, pass));
  const verdict =
    evaluated.length === 0
      ? compiled.otherwise.verdict
      : verdictOfRules(evaluated, call.strict).verdict;
  const effects = new Map(evaluated.map((item) => [item.compiled, item.effect]));
  return {
    tool: call.tool,
    step,
    verdict,
    rules: rules.map((rule) => {
      const effect = effects.get(rule) ?? null;
      return {
        rule: rule.rule,
        fate: fateOf(effect, verdict, matched.includes(rule)),
        conditions: checkConditions(rule, call),
        constraints: effect === null ? [] : checkConstraints(rule, call, pass),
        effect,
      };
    }),
  };
}

function fateOf(effect: Verdict | null, verdict: Verdict, matched: boolean): RuleFate {
  if (effect !== null) return effect === verdict ? 'decided' : 'overruled';
  return matched ? 'preceded' : 'unmatched';
}

function checkConstraints(rule: CompiledRule, call: Call, pass: Pass): readonly ConstraintCheck[] {
  const names = constraintNames(rule.rule);
  return rule.constraints.map((constraint, index) => {
    const found = constraint(call, pass);
    const fired = found !== null && found.effect !== null;
    return {
      name: names[index] ?? 'constraint',
      effect: fired ? found.effect : null,
      reasons: fired ? found.reasons : [],
    };
  });
}

/** The rules of a compiled policy in policy order. */
export function rulesOf(compiled: CompiledPolicy): readonly CompiledRule[] {
  return compiled.index.node.entries.map((entry) => entry.compiled);
}
