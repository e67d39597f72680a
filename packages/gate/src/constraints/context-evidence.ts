import { trimSpace } from '@gait/canon';
import type { Call } from '../decide/call.ts';
import type { PolicyRule } from '../policy/policy.ts';
import { finding, type Constraint } from './finding.ts';

/** True when the rule asks for a verified context envelope. */
export function asksForContext(rule: PolicyRule): boolean {
  return (
    rule.require_context_evidence ||
    rule.required_context_evidence_mode === 'required' ||
    rule.max_context_age_seconds > 0
  );
}

/** The call must be bound to a context envelope, in the demanded mode and young enough. */
export function contextEvidenceConstraint(rule: PolicyRule): Constraint {
  return (call) => {
    const reasons: string[] = [];
    const violations: string[] = [];
    if (trimSpace(call.context.context_set_digest) === '') {
      reasons.push('context_evidence_missing', 'context_set_digest_missing');
      violations.push('missing_context_evidence');
    }
    if (
      rule.required_context_evidence_mode === 'required' &&
      trimSpace(call.context.context_evidence_mode) !== 'required'
    ) {
      reasons.push('context_evidence_mode_mismatch');
      violations.push('context_evidence_mode_violation');
    }
    if (rule.max_context_age_seconds > 0) {
      const age = contextAge(call);
      if (age === undefined || age > rule.max_context_age_seconds) {
        reasons.push('context_freshness_exceeded');
        violations.push('context_freshness_violation');
      }
    }
    return reasons.length === 0 ? null : finding('block', reasons, violations);
  };
}

/**
 * Seconds since the oldest record of the envelope was retrieved. Only the gate writes it: what
 * a caller claims was removed when the intent was prepared.
 */
function contextAge(call: Call): number | undefined {
  const age = call.contextAge ?? call.context.auth_context?.['context_age_seconds'];
  return typeof age === 'number' && age >= 0 ? Math.trunc(age) : undefined;
}
