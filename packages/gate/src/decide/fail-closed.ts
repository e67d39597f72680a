import { toLower, trimSpace } from '@gait/canon';
import type { ArgProvenance, Intent, IntentContext, Target } from '../intent/intent-record.ts';
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
 *
 * @param strict a script lacks what any of its steps lacks. In the reference the script's own
 *   list, which a caller may write, hides the steps: one step with targets answers for a bare one.
 */
export function missingFacts(
  policy: FailClosedPolicy,
  intent: Intent,
  strict: boolean,
): CallVerdict | null {
  if (!failsClosed(policy, intent.context.risk_class)) return null;
  const reasons: string[] = [];
  const violations: string[] = [];
  const calls = strict ? [intent, ...(intent.script?.steps ?? [])] : [intent];
  for (const field of policy.required_fields) {
    if (!lacks(field, intent, calls)) continue;
    reasons.push(field === 'context_evidence' ? 'context_evidence_missing' : missing(field));
    violations.push(`missing_${field}`);
  }
  for (const field of policy.required_high_risk_fields) {
    if (!lacksFact(field, intent.context)) continue;
    reasons.push(missing(field));
    violations.push(`missing_${field}`);
  }
  if (calls.some(hasUnknownTarget)) {
    reasons.push('fail_closed_endpoint_class_unknown');
    violations.push('endpoint_class_unknown');
  }
  if (reasons.length === 0) return null;
  return bareVerdict('block', codeList(reasons), codeList(violations));
}

function missing(field: string): string {
  return `fail_closed_missing_${field}`;
}

/** An intent, or one step of its script. */
interface Asked {
  readonly targets: readonly Target[] | null;
  readonly arg_provenance: readonly ArgProvenance[] | null;
}

function lacks(field: string, intent: Intent, calls: readonly Asked[]): boolean {
  switch (field) {
    case 'targets':
      return calls.some(({ targets }) => (targets ?? []).length === 0);
    case 'arg_provenance':
      return calls.some((call) => (call.arg_provenance ?? []).length === 0);
    case 'endpoint_class':
      return calls.some(hasUnknownTarget);
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

function hasUnknownTarget({ targets }: Asked): boolean {
  return (targets ?? []).some(({ endpoint_class: known }) => known === '' || known === 'other');
}
