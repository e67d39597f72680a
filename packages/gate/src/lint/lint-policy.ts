import type { Where } from '@gait/canon';
import { constraintNames } from '../explain/constraint-names.ts';
import { parsePlacedPolicy } from '../policy/parse-policy.ts';
import type { Policy, PolicyRule } from '../policy/policy.ts';
import { lintEffects } from './lint-effects.ts';
import { listed, type Found, type LintFinding, type RuleCheck } from './lint-finding.ts';
import { lintPatterns } from './lint-patterns.ts';
import { lintReach } from './lint-reach.ts';
import { lintTools } from './lint-tools.ts';
import { lintRiskClasses, lintValues } from './lint-values.ts';
import { boxOf } from './match-boxes.ts';

const CHECKS: readonly RuleCheck[] = [lintValues, lintPatterns, lintEffects];

/** What is wrong with a policy that can be read, and the policy. */
export interface PolicyLint {
  readonly policy: Policy;
  /** By line. */
  readonly findings: readonly LintFinding[];
}

/**
 * Looks for rules that never decide, that contradict others, that allow everything, and for
 * values and patterns that match less or more than they look like.
 *
 * `rule_never_matches`, `rule_shadowed`: no call is ever decided by the rule. `rule_overruled`,
 * `rule_contradicts`: no verdict would differ without it. These are proved for all calls and
 * profiles; a rule without such a finding may still be one. Errors: those of `parsePolicy`.
 */
export function lintPolicy(input: string | Uint8Array, where: Where = {}): PolicyLint {
  const { policy, lineOf } = parsePlacedPolicy(input, where);
  const reach = lintReach(policy);
  const findings = policy.rules.flatMap((rule, index) => {
    const found = [
      ...(reach[index] ?? []),
      ...CHECKS.flatMap((check) => check(rule, policy.tool_classes)),
    ];
    return found.map((one) => place(one, rule.name, lineOf(['rules', index, ...one.path])));
  });
  const whole = lintWhole(policy).map(({ found, rule }) =>
    place(
      found,
      rule === undefined ? '' : rule.name,
      lineOf(
        rule === undefined ? found.path : ['rules', policy.rules.indexOf(rule), ...found.path],
      ),
    ),
  );
  return {
    policy,
    findings: [...findings, ...whole].sort((left, right) => left.line - right.line),
  };
}

function place(found: Found, rule: string, line: number): LintFinding {
  const { code, level, message, repair, others = [] } = found;
  return { code, level, rule, line, message, repair, others };
}

interface WholeFinding {
  readonly found: Found;
  readonly rule?: PolicyRule;
}

/** What only all rules together show. */
function lintWhole(policy: Policy): readonly WholeFinding[] {
  const any = policy.rules.find(({ match }) => matchesAll(match));
  return [
    ...repeatedNames(policy),
    ...allowsEverything(policy, any),
    ...defaultVerdict(policy, any),
    ...failClosed(policy),
    ...[...lintRiskClasses(policy), ...lintTools(policy)].map((found) => ({ found })),
  ];
}

function matchesAll(match: PolicyRule['match']): boolean {
  const { conditions, maxDepth } = boxOf(match);
  return conditions.length === 0 && maxDepth === null;
}

function repeatedNames(policy: Policy): readonly WholeFinding[] {
  const seen = new Set<string>();
  return policy.rules.flatMap((rule) => {
    const again = seen.has(rule.name);
    seen.add(rule.name);
    if (!again) return [];
    const found: Found = {
      code: 'name_repeated',
      level: 'warning',
      path: ['name'],
      message: `another rule is called ${listed([rule.name])}: a decision does not tell which of them it names`,
      repair: 'give every rule its own name',
    };
    return [{ found, rule }];
  });
}

/** A rule without conditions and constraints that says allow. */
function allowsEverything(policy: Policy, any: PolicyRule | undefined): readonly WholeFinding[] {
  if (any === undefined) {
    if (policy.default_verdict !== 'allow') return [];
    const nothing = policy.rules.every(({ effect }) => effect === 'allow');
    const constrained = policy.rules.some((rule) => constraintNames(rule).length > 0);
    const everything = nothing && !constrained;
    const found: Found = {
      code: everything ? 'policy_allows_everything' : 'default_allows',
      level: everything ? 'error' : 'warning',
      path: ['default_verdict'],
      message: everything
        ? 'no rule blocks or asks about anything, and the default is allow'
        : 'a call that no rule thought of runs: the default is allow',
      repair: 'say default_verdict: require_approval, or block',
    };
    return [{ found }];
  }
  const beside = policy.rules.filter(({ priority }) => priority <= any.priority);
  const lax = (rule: PolicyRule): boolean =>
    rule.effect === 'allow' && constraintNames(rule).length === 0;
  if (!lax(any)) return [];
  const everything = beside.every(lax);
  const found: Found = {
    code: everything ? 'policy_allows_everything' : 'rule_allows_everything',
    level: everything ? 'error' : 'warning',
    path: ['effect'],
    message: everything
      ? 'it matches every call, and no rule before it blocks or asks about anything'
      : 'it matches every call that no rule before it matched, and allows it',
    repair: 'say which calls it is about under match, or say require_approval',
  };
  return [{ found, rule: any }];
}

function defaultVerdict(policy: Policy, any: PolicyRule | undefined): readonly WholeFinding[] {
  if (any === undefined) return [];
  const found: Found = {
    code: 'default_unreachable',
    level: 'note',
    path: ['default_verdict'],
    message: `${listed([any.name])} matches every call: the default (${policy.default_verdict}) is never used`,
    repair: 'nothing, if that is meant; else say which calls the rule is about',
    others: [any.name],
  };
  return [{ found }];
}

function failClosed(policy: Policy): readonly WholeFinding[] {
  if (policy.fail_closed.enabled) return [];
  const lax = policy.default_verdict === 'allow' || policy.default_verdict === 'dry_run';
  const found: Found = {
    code: 'fail_closed_disabled',
    level: lax ? 'warning' : 'note',
    path: ['fail_closed'],
    message: 'a call of high risk is judged even when it does not say what it touches',
    repair: 'write fail_closed: {enabled: true, required_fields: [targets]}',
  };
  return [{ found }];
}
