import { toLower, trimSpace } from '@gait/canon';
import type { Intent, IntentContext } from '../intent/intent-record.ts';
import type { FailClosedPolicy } from '../policy/policy.ts';
import { bareVerdict, type CallVerdict } from './call-verdict.ts';
import { codeList } from './code-list.ts';

/** True when calls of this risk class are blocked for want of facts. */
export function failsClosed(policy: FailClosedPolicy, riskClass: string): boolean {
  return policy.enabled && policy.risk_classes.includes(toLower(trimSpace(riskClass)));
}

/**
 * Blocks a call that lacks what the policy requires of its risk class; null when nothing is
 * missing. A target whose endpoint class is unknown is always missing something
 * (gait-formats §4.6 step 3).
 */
export function missingFacts(policy: FailClosedPolicy, intent: Intent): CallVerdict | null {
  if (!failsClosed(policy, intent.context.risk_class)) return null;
  const reasons: string[] = [];
  const violations: string[] = [];
  for (const field of policy.required_fields) {
    if (!lacks(field, intent)) continue;
    reasons.push(field === 'context_evidence' ? 'context_evidence_missing' : missing(field));
    violations.push(`missing_${field}`);
  }
  for (const field of policy.required_high_risk_fields) {
    if (!lacksFact(field, intent.context)) continue;
    reasons.push(missing(field));
    violations.push(`missing_${field}`);
  }
  if (hasUnknownTarget(intent)) {
    reasons.push('fail_closed_endpoint_class_unknown');
    violations.push('endpoint_class_unknown');
  }
  if (reasons.length === 0) return null;
  return bareVerdict('block', codeList(reasons), codeList(violations));
}

function missing(field: string): string {
  return `fail_closed_missing_${field}`;
}

function lacks(field: string, intent: Intent): boolean {
  switch (field) {
    case 'targets':
      return (intent.targets ?? []).length === 0;
    case 'arg_provenance':
      return (intent.arg_provenance ?? []).length === 0;
    case 'endpoint_class':
      return hasUnknownTarget(intent);
    case 'delegation':
      return intent.delegation === null;
    case 'context_evidence':
      return trimSpace(intent.context.context_set_digest) === '';
    default:
      // The parser knows no other field; one it learns later is missing until it is known here.
      return true;
  }
}

function lacksFact(field: string, context: IntentContext): boolean {
  if (field === 'agent_identity') return context.agent_identity === null;
  if (field === 'credential_ttl_seconds') return context.credential_ttl_seconds <= 0;
  const value: unknown = Object.hasOwn(context, field)
    ? context[field as keyof IntentContext]
    : undefined;
  return typeof value !== 'string' || trimSpace(value) === '';
}

function hasUnknownTarget(intent: Intent): boolean {
  return (intent.targets ?? []).some(
    ({ endpoint_class: known }) => known === '' || known === 'other',
  );
}
