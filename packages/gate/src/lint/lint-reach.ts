import { sha256Hex } from '@gait/canon';
import { constraintNames } from '../explain/constraint-names.ts';
import { isStricter } from '../decide/verdict-order.ts';
import type { Policy, PolicyRule } from '../policy/policy.ts';
import { listed, type Found } from './lint-finding.ts';
import {
  boxOf,
  coveredBy,
  impossibleCondition,
  impossibleValues,
  implies,
  type MatchBox,
} from './match-boxes.ts';

/** Rules further up that are asked whether they take all calls of a rule. */
const MOST_EARLIER = 2000;

interface Boxed {
  readonly rule: PolicyRule;
  readonly box: MatchBox;
  readonly index: number;
}

/**
 * Rules that never decide: no call matches them, or earlier priorities take every call they
 * match, or a stricter rule of the same priority does. Each finding is proved for all calls.
 *
 * @returns the findings of each rule, in policy order
 */
export function lintReach(policy: Policy): readonly (readonly Found[])[] {
  const boxed = policy.rules.map((rule, index) => ({ rule, box: boxOf(rule.match), index }));
  const alive = boxed.filter(({ box }) => impossibleCondition(box) === undefined);
  return boxed.map((one) => {
    const never = neverMatches(one);
    if (never !== undefined) return [never];
    const shadowed = shadowOf(one, alive);
    if (shadowed !== undefined) return [shadowed];
    return samePriority(one, alive);
  });
}

function neverMatches({ box }: Boxed): Found | undefined {
  const condition = impossibleCondition(box);
  if (condition === undefined) return undefined;
  const { name } = condition.dimension;
  const values = impossibleValues(condition);
  const field = name === 'discovery_methods' ? 'discovery_method' : name;
  return {
    code: 'rule_never_matches',
    level: 'error',
    path: ['match', field],
    message:
      values.length === 0
        ? 'a delegation without links (max_delegation_depth: 0) names no delegator'
        : `no call has ${name} ${listed(values)}, so the rule never matches`,
    repair:
      values.length === 0
        ? 'allow at least one link, or leave allowed_delegator_identities out'
        : 'correct the values, or take the rule out',
  };
}

function shadowOf({ rule, box }: Boxed, alive: readonly Boxed[]): Found | undefined {
  const earlier = alive
    .filter((other) => other.rule.priority < rule.priority)
    .slice(0, MOST_EARLIER);
  const by = coveredBy(
    box,
    earlier.map((other) => other.box),
  );
  if (by === undefined) return undefined;
  const others = by.flatMap((at) => earlier[at]?.rule.name ?? []);
  return {
    code: 'rule_shadowed',
    level: 'error',
    path: ['priority'],
    message: `every call it matches is decided before, by ${listed(others)}`,
    repair: 'give it a lower priority number than theirs, or take it out',
    others,
  };
}

function samePriority({ rule, box, index }: Boxed, alive: readonly Boxed[]): readonly Found[] {
  const beside = alive.filter(
    (other) => other.index !== index && other.rule.priority === rule.priority,
  );
  const wider = beside.filter((other) => implies(box, other.box));
  const twin = wider.find((other) => other.index < index && says(other.rule) === says(rule));
  if (twin !== undefined) {
    return [
      {
        code: 'rule_duplicate',
        level: 'warning',
        path: [],
        message: `it says what ${listed([twin.rule.name])} says`,
        repair: 'keep one of the two',
        others: [twin.rule.name],
      },
    ];
  }
  // With a constraint of its own a rule may get stricter than it looks; the reference lets
  // dataflow make the other one laxer.
  if (constraintNames(rule).length > 0) return [];
  const stricter = wider.find(
    (other) => isStricter(other.rule.effect, rule.effect) && !other.rule.dataflow.enabled,
  );
  if (stricter === undefined) return [];
  const same = implies(stricter.box, box);
  const { name, effect } = stricter.rule;
  return [
    {
      code: same ? 'rule_contradicts' : 'rule_overruled',
      level: same ? 'error' : 'warning',
      path: ['effect'],
      message: `${listed([name])} has the same priority, matches ${same ? 'the same calls' : 'all its calls'} and says ${effect}: the stricter wins, ${rule.effect} never counts`,
      repair: 'keep one of the two, or give the one that should decide a lower priority number',
      others: [name],
    },
  ];
}

const said = new WeakMap<PolicyRule, string>();

/** Everything a rule says but its name. */
function says(rule: PolicyRule): string {
  let text = said.get(rule);
  if (text === undefined) said.set(rule, (text = sha256Hex(JSON.stringify({ ...rule, name: '' }))));
  return text;
}
