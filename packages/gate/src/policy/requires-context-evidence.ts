import type { Policy } from './policy.ts';

/** True when some call may need a verified context envelope under this policy. */
export function requiresContextEvidence(policy: Policy): boolean {
  return (
    policy.fail_closed.required_fields.includes('context_evidence') ||
    policy.rules.some(
      (rule) =>
        rule.require_context_evidence ||
        rule.required_context_evidence_mode === 'required' ||
        rule.max_context_age_seconds > 0,
    )
  );
}
