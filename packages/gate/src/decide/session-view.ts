import type { ConstraintAction, PolicyRule } from '../policy/policy.ts';
import type { Call } from './call.ts';

/** What the earlier calls of a session say of a call, for one rule of schema 1.1.0. */
export interface SessionFinding {
  readonly effect: ConstraintAction;
  readonly reasons: readonly string[];
  readonly violations: readonly string[];
}

/** The session a call belongs to: judges the rule's `sequence` and `taint`; null when both hold. */
export interface SessionView {
  readonly judge: (rule: PolicyRule, call: Call) => SessionFinding | null;
}
