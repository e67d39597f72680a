import type { PolicyRule } from '../policy/policy.ts';
import { finding, type Constraint } from './finding.ts';

const UNKNOWN = finding('block', ['session_state_unavailable'], ['session_state_unavailable']);

/** True when the rule depends on the earlier calls of the session (schema 1.1.0). */
export function asksForSession(rule: PolicyRule): boolean {
  return rule.sequence !== null || rule.taint !== null;
}

/** What earlier calls forbid. A call whose session is not known is blocked. */
export function sessionConstraint(rule: PolicyRule): Constraint {
  return (call, pass) => {
    if (pass.session === undefined) return UNKNOWN;
    const found = pass.session.judge(rule, call);
    return found === null ? null : finding(found.effect, found.reasons, found.violations);
  };
}
