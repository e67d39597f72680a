import type { Policy, PolicyRule } from '../policy/policy.ts';

/**
 * `error`: the rule does nothing, or the policy decides nothing. `warning`: it probably does not
 * do what its author meant. `note`: worth knowing.
 */
export type LintLevel = 'error' | 'warning' | 'note';

/** What is known to be wrong with policies; codes are stable. */
export type LintCode =
  | 'allow_never_allows'
  | 'approvals_ignored'
  | 'constraint_always_fires'
  | 'constraint_not_enabled'
  | 'constraint_without_effect'
  | 'dataflow_weakens'
  | 'default_allows'
  | 'default_unreachable'
  | 'domain_pattern_odd'
  | 'fail_closed_disabled'
  | 'freeze_window_invalid'
  | 'high_risk_allow'
  | 'kind_without_class'
  | 'name_repeated'
  | 'path_pattern_malformed'
  | 'path_pattern_relative'
  | 'path_pattern_shallow'
  | 'path_pattern_uncleaned'
  | 'policy_allows_everything'
  | 'rule_allows_everything'
  | 'rule_contradicts'
  | 'rule_duplicate'
  | 'rule_never_matches'
  | 'rule_overruled'
  | 'rule_shadowed'
  | 'tool_class_inferred'
  | 'tool_class_unused'
  | 'value_has_wildcard'
  | 'value_never_matches'
  | 'workspace_prefix_open'
  | 'writes_anywhere';

/** One thing that is wrong with a policy. */
export interface LintFinding {
  readonly code: LintCode;
  readonly level: LintLevel;
  /** Name of the rule; empty when the finding is about the policy. */
  readonly rule: string;
  /** From 1. */
  readonly line: number;
  /** Why it is wrong, one sentence. */
  readonly message: string;
  /** What to do. */
  readonly repair: string;
  /** Other rules it is about. */
  readonly others: readonly string[];
}

/** A finding before its place is known. `path`: fields below the rule, or from the root. */
export interface Found {
  readonly code: LintCode;
  readonly level: LintLevel;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly repair: string;
  readonly others?: readonly string[];
}

/** Looks at one rule by itself; `tools` is what its policy says that tools do. */
export type RuleCheck = (rule: PolicyRule, tools: Policy['tool_classes']) => readonly Found[];

/** Some of a list, for a sentence. */
export function listed(values: readonly string[]): string {
  const shown = values.slice(0, 4).map((value) => JSON.stringify(value.slice(0, 60)));
  const rest = values.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
