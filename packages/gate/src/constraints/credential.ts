import { toLower, trimSpace } from '@gait/canon';
import type { Call } from '../decide/call.ts';
import type { IntentContext } from '../intent/intent-record.ts';
import { targetBindingDigest } from '../intent/intent-text.ts';
import type { PolicyRule } from '../policy/policy.ts';
import { isOutside, isStanding } from './credential-demands.ts';
import { finding, type Constraint } from './finding.ts';

/** True when the rule constrains the credential that the intent declares. */
export function asksForCredential(rule: PolicyRule): boolean {
  return (
    rule.block_standing_credentials ||
    rule.allowed_credential_sources.length > 0 ||
    rule.allowed_credential_issuers.length > 0 ||
    rule.allowed_credential_access_types.length > 0 ||
    rule.max_credential_ttl_seconds > 0 ||
    rule.require_jit_credential
  );
}

/** The declared credential, against what the rule demands of it; reasons are also the violations. */
export function credentialConstraint(rule: PolicyRule): Constraint {
  return (call) => {
    const { context } = call;
    const reasons: string[] = [];
    const source = toLower(trimSpace(context.credential_source));
    const access = toLower(trimSpace(context.credential_access_type));
    const issuer = trimSpace(context.credential_issuer);
    if (trimSpace(context.credential_ref) === '') reasons.push('credential_evidence_missing');
    if (source === '') reasons.push('credential_source_unknown');
    if (access === '') reasons.push('credential_access_type_unknown');
    if (rule.require_jit_credential && access !== 'jit') {
      reasons.push(access === '' ? 'credential_evidence_missing' : 'credential_not_jit');
    }
    if (rule.block_standing_credentials && isStanding(access)) {
      reasons.push('standing_credential_disallowed');
    }
    if (isOutside(rule.allowed_credential_sources, source)) {
      reasons.push('credential_source_disallowed');
    }
    if (isOutside(rule.allowed_credential_issuers, issuer)) {
      reasons.push('credential_issuer_disallowed');
    }
    if (isOutside(rule.allowed_credential_access_types, access)) {
      reasons.push('credential_access_type_disallowed');
    }
    checkLifetime(rule, context, reasons);
    checkBindings(call, reasons);
    return reasons.length === 0 ? null : finding('block', reasons, reasons);
  };
}

function checkLifetime(rule: PolicyRule, context: IntentContext, reasons: string[]): void {
  if (rule.max_credential_ttl_seconds <= 0) return;
  if (context.credential_ttl_seconds <= 0) reasons.push('credential_evidence_missing');
  else if (context.credential_ttl_seconds > rule.max_credential_ttl_seconds) {
    reasons.push('credential_ttl_exceeded');
  }
}

/** A credential that says what it is for is for nothing else. */
function checkBindings(call: Call, reasons: string[]): void {
  const { context } = call;
  const target = trimSpace(context.credential_target_binding);
  if (target !== '' && target !== targetBindingDigest(call.targets)) {
    reasons.push('credential_target_binding_mismatch');
  }
  if (differs(context.run_id, context.credential_run_binding)) {
    reasons.push('credential_run_binding_mismatch');
  }
  if (differs(context.job_id, context.credential_job_binding)) {
    reasons.push('credential_job_binding_mismatch');
  }
}

function differs(value: string, binding: string): boolean {
  const bound = trimSpace(binding);
  const actual = trimSpace(value);
  return actual !== '' && bound !== '' && actual !== bound;
}
