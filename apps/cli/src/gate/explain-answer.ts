import type { Decision } from '@gait/boundary';
import { normalizeList } from '@gait/canon';
import { explainOutcome, type Policy } from '@gait/gate';
import type { JsonAnswer } from '../command.ts';

/** `--explain --json`: why, before tokens, limits and brokers. */
export function explainAnswer(decision: Decision, policy: Policy, version: string): JsonAnswer {
  const { approvals } = decision.approvals;
  return explainOutcome(policy, standingOutcome(decision), {
    producerVersion: version,
    createdAt: decision.createdAt,
    requiredApprovals: approvals?.required ?? decision.outcome.minApprovals,
    validApprovals: approvals?.valid ?? 0,
    approvalAuditPath: decision.places.approvalAudit,
    delegationAuditPath: decision.places.delegationAudit,
    credentialEvidencePath: decision.places.credential,
    traceId: decision.trace.trace_id,
    tracePath: decision.places.trace,
  });
}

/** Grounds of what stands above the policy. */
const STANDING =
  /^(?:self_protection_|policy_untrusted$|policy_changed$|policy_config_changed$|agent_set_unverified$)/u;

/** What the policy said, unless something above it blocked the call. */
function standingOutcome({ outcome, ruling, simulated }: Decision): Decision['outcome'] {
  const { verdict, reasonCodes } = simulated ?? ruling;
  const grounds = verdict === 'block' ? reasonCodes.filter((code) => STANDING.test(code)) : [];
  if (grounds.length === 0) return outcome;
  return {
    ...outcome,
    verdict: 'block',
    reasonCodes: normalizeList([...outcome.reasonCodes, ...grounds]),
    violations: normalizeList([
      ...outcome.violations,
      ...grounds.map((code) => (code.startsWith('self_protection_') ? 'self_protection' : code)),
    ]),
  };
}
