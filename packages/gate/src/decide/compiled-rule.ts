import { compactJson, toLower } from '@gait/canon';
import type { Constraint } from '../constraints/finding.ts';
import { constraintsOf } from '../constraints/rule-constraints.ts';
import type { PolicyRule, RateLimitPolicy } from '../policy/policy.ts';
import type { Call } from './call.ts';
import { codeList } from './code-list.ts';
import { NO_LIMIT } from './limits.ts';
import { conditionsOf, holds, type Condition } from './rule-conditions.ts';

/** A rule with everything worked out that does not depend on the call. */
export interface CompiledRule {
  readonly rule: PolicyRule;
  /** Position in the policy: by priority, then name. */
  readonly order: number;
  readonly conditions: readonly Condition[];
  /** Null: any depth. */
  readonly maxDepth: number | null;
  readonly constraints: readonly Constraint[];
  readonly reasons: readonly string[];
  readonly violations: readonly string[];
  /** `[name]`, trimmed. */
  readonly names: readonly string[];
  readonly delegationScopes: readonly string[];
  readonly brokerReferences: readonly string[];
  readonly brokerScopes: readonly string[];
  readonly rateLimit: RateLimitPolicy;
  readonly destructiveBudget: RateLimitPolicy;
}

export function compileRule(rule: PolicyRule, order: number): CompiledRule {
  const reasons = codeList(rule.reason_codes);
  return {
    rule,
    order,
    conditions: conditionsOf(rule.match),
    maxDepth: rule.match.max_delegation_depth,
    constraints: constraintsOf(rule),
    reasons: reasons.length > 0 ? reasons : codeList([`matched_rule_${codeName(rule.name)}`]),
    violations: codeList(rule.violations),
    names: codeList([rule.name]),
    delegationScopes: codeList(rule.match.delegation_scopes),
    brokerReferences: codeList([rule.broker_reference]),
    brokerScopes: codeList(rule.broker_scopes),
    rateLimit: rule.rate_limit.requests > 0 ? rule.rate_limit : NO_LIMIT,
    destructiveBudget: rule.destructive_budget.requests > 0 ? rule.destructive_budget : NO_LIMIT,
  };
}

const PLAIN_NAME = /^[a-z0-9_.:/]+$/;

/** A rule's name inside a reason code: as JSON writes it, without quotes, spaces or capitals. */
function codeName(name: string): string {
  if (PLAIN_NAME.test(name)) return name;
  const text = compactJson(name).replaceAll(/^"+|"+$/g, '');
  return toLower(text.replaceAll(/[ -]/g, '_'));
}

/** True when all conditions of the rule hold for the call (gait-formats §4.5). */
export function matches(compiled: CompiledRule, call: Call): boolean {
  for (const condition of compiled.conditions) if (!holds(condition, call)) return false;
  return isWithinDepth(compiled, call);
}

function isWithinDepth(compiled: CompiledRule, call: Call): boolean {
  if (compiled.maxDepth === null) return true;
  return (call.intent.delegation?.chain ?? []).length <= compiled.maxDepth;
}
