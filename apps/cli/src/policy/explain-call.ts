import type { CallWalk, ConditionCheck, Outcome as Decided, RuleFate, RuleWalk } from '@gait/gate';
import type { JsonAnswer } from '../command.ts';
import { unlessEmpty } from '../optional.ts';
import type { Paint } from '../paint.ts';
import { verdictText } from './verdict-text.ts';

/** Why a policy says what it says of one intent. */
export interface CallExplanation {
  readonly outcome: Decided;
  readonly walks: readonly CallWalk[];
  /** `fail_closed` blocked the call before any rule was looked at. */
  readonly refusedEarly: boolean;
}

/** The keys of the answer: every rule for every call, those that decided first. */
export function callAnswer({ outcome, walks, refusedEarly }: CallExplanation): JsonAnswer {
  return {
    ok: true,
    verdict: outcome.verdict,
    matched_rule: unlessEmpty(outcome.matchedRule),
    reason_codes: unlessEmpty(outcome.reasonCodes),
    violations: unlessEmpty(outcome.violations),
    intent_digest: outcome.prepared.intentDigest,
    blocked_before_rules: refusedEarly,
    calls: walks.map(({ tool, step, verdict, rules }) => ({
      tool,
      step: step === null ? undefined : step,
      verdict,
      rules: nearestFirst(rules).map(ruleAnswer),
    })),
  };
}

function ruleAnswer({ rule, fate, conditions, constraints, effect }: RuleWalk): JsonAnswer {
  return {
    name: rule.name,
    priority: rule.priority,
    effect: rule.effect,
    fate,
    verdict: effect === null ? undefined : effect,
    failed_conditions: unlessEmpty(
      conditions
        .filter((check) => !check.holds)
        .map(({ name, wanted, found }) => ({ name, wanted, found })),
    ),
    constraints: unlessEmpty(
      constraints.map((check) => ({
        name: check.name,
        fired: check.effect !== null,
        verdict: check.effect === null ? undefined : check.effect,
        reason_codes: unlessEmpty(check.reasons),
      })),
    ),
  };
}

const FATES: readonly RuleFate[] = ['decided', 'overruled', 'preceded', 'unmatched'];

/** Those that decided, then those that matched, then by how few conditions failed and how many held. */
function nearestFirst(rules: readonly RuleWalk[]): readonly RuleWalk[] {
  const count = ({ conditions }: RuleWalk, holds: boolean): number =>
    conditions.filter((check) => check.holds === holds).length;
  return rules.toSorted(
    (left, right) =>
      FATES.indexOf(left.fate) - FATES.indexOf(right.fate) ||
      count(left, false) - count(right, false) ||
      count(right, true) - count(left, true),
  );
}

/** Rules that did not match, shown for each call unless all are asked for. */
const NEAR_MISSES = 3;

/** The same for a person. */
export function callText(
  { outcome, walks, refusedEarly }: CallExplanation,
  all: boolean,
  paint: Paint,
): readonly string[] {
  const runs = outcome.verdict === 'allow' || outcome.verdict === 'dry_run';
  return [
    `${paint.verdict(runs, verdictText(outcome.verdict, paint))}  ${outcome.prepared.intent.tool_name}`,
    ...paint.pairs({
      reasons: outcome.reasonCodes.join(', '),
      violations: outcome.violations.join(', '),
    }),
    ...(refusedEarly
      ? [paint.warn('fail_closed blocked it before any rule: what follows is what rules would say')]
      : []),
    ...walks.flatMap((walk) => walkText(walk, all, paint)),
  ];
}

function walkText({ tool, step, verdict, rules }: CallWalk, all: boolean, paint: Paint): string[] {
  const sorted = nearestFirst(rules);
  const matched = sorted.filter(({ fate }) => fate !== 'unmatched');
  const missed = sorted.filter(({ fate }) => fate === 'unmatched');
  const shown = all ? missed : missed.slice(0, NEAR_MISSES);
  return [
    ...(step === null
      ? []
      : [paint.bold(`step ${step + 1}  ${tool}  `) + verdictText(verdict, paint)]),
    ...(matched.some(({ effect }) => effect !== null)
      ? []
      : [`  no rule matches: the default of the policy says ${verdictText(verdict, paint)}`]),
    ...matched.flatMap((rule) => matchedText(rule, paint)),
    ...(shown.length === 0
      ? []
      : [paint.dim(all ? '  did not match' : '  nearest that did not match')]),
    ...shown.flatMap((rule) => missedText(rule, paint)),
    ...(missed.length > shown.length
      ? [paint.dim(`  and ${missed.length - shown.length} more: --all shows them`)]
      : []),
  ];
}

const SAYS: Readonly<Record<RuleFate, string>> = {
  decided: 'decided',
  overruled: 'matched, a stricter rule of the same priority decided',
  preceded: 'matches too, an earlier priority decided',
  unmatched: '',
};

function matchedText({ rule, fate, constraints, effect }: RuleWalk, paint: Paint): string[] {
  const became =
    effect === null || effect === rule.effect
      ? verdictText(rule.effect, paint)
      : `${verdictText(rule.effect, paint)}, here ${verdictText(effect, paint)}`;
  return [
    `  ${paint.bold(rule.name)} ${paint.dim(`(priority ${rule.priority})`)} ${became}: ${SAYS[fate]}`,
    ...constraints.map((check) =>
      check.effect === null
        ? paint.dim(`      ${check.name}: satisfied`)
        : `      ${check.name}: ${verdictText(check.effect, paint)} (${check.reasons.join(', ')})`,
    ),
  ];
}

function missedText({ rule, conditions }: RuleWalk, paint: Paint): string[] {
  const failed = conditions.filter((check) => !check.holds);
  return [
    `  ${paint.bold(rule.name)} ${paint.dim(`(priority ${rule.priority})`)} ${verdictText(rule.effect, paint)}`,
    ...failed.map((check) => `      ${failedText(check)}`),
  ];
}

const MOST_VALUES = 6;

function failedText({ name, wanted, found, prefix }: ConditionCheck): string {
  const list = (values: readonly string[]): string =>
    values.slice(0, MOST_VALUES).join(', ') + (values.length > MOST_VALUES ? ', …' : '');
  if (name === 'max_delegation_depth')
    return `delegated ${list(found)} times, at most ${list(wanted)}`;
  const has = found.length === 0 ? 'the call has none' : `the call has ${list(found)}`;
  return `${name}: ${has}, the rule wants ${prefix ? 'one that begins with ' : ''}${list(wanted)}`;
}
