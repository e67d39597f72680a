import { formatTime, type JsonObject } from '@gait/canon';
import { traceEventIdOf, traceIdOf, type DecisionFacts } from '@gait/evidence';
import type { Outcome } from '@gait/gate';
import type { GateSetup } from './gate-setup.ts';
import type { ApprovalStage } from './judge-approvals.ts';
import type { DelegationStage } from './judge-delegation.ts';
import type { LimitStage } from './judge-limits.ts';
import { describeSession, type SessionState } from './session-stage.ts';
import type { Decided } from './trace-facts.ts';

/** The stages whose answers are grounds of the decision. */
export interface DecisionStages {
  readonly outcome: Outcome;
  readonly approvals: ApprovalStage;
  readonly delegation: DelegationStage;
  readonly limits: LimitStage;
  readonly session: SessionState;
}

/** Why the decision came out as it did: what the trace has no fields for. */
export function describeDecision(
  setup: GateSetup,
  decided: Decided,
  stages: DecisionStages,
): DecisionFacts {
  const { prepared, ruling, policy } = decided;
  const { outcome, approvals, delegation } = stages;
  const observedAt = formatTime(decided.observedAt);
  const traceId = traceIdOf(policy.digest, prepared.intentDigest, ruling.verdict);
  return {
    created_at: observedAt,
    producer_version: setup.producerVersion,
    trace_id: traceId,
    event_id: traceEventIdOf(traceId, observedAt),
    profile: setup.profile,
    verdict: ruling.verdict,
    policy_verdict: outcome.verdict,
    reason_codes: ruling.reasonCodes,
    violations: ruling.violations,
    matched_rules: outcome.matchedRule === '' ? [] : outcome.matchedRule.split(','),
    policy_digest: policy.digest,
    intent_digest: prepared.intentDigest,
    args_digest: prepared.argsDigest,
    evaluated_at: outcome.killSwitch?.evaluated_at ?? formatTime(decided.evaluatedAt),
    inputs: { ...inputsOf(decided), ...overlaysOf(setup) },
    approvals: idsOf(approvals.approvals?.approvalRef ?? ''),
    delegations: idsOf(delegation.chain?.complete === true ? delegation.chain.delegationRef : ''),
    limits: limitsOf(stages.limits),
    agent_set: agentSetOf(setup),
    sequence: describeSession(stages.session, outcome.broken),
    step_count: outcome.script?.stepCount ?? 0,
  };
}

function inputsOf({ prepared, receipt }: Decided): JsonObject {
  const { context } = prepared.intent;
  return {
    ...(context.context_set_digest === '' ? {} : { context_envelope: context.context_set_digest }),
    ...(receipt === undefined ? {} : { broker_request: receipt.requestDigest }),
  };
}

/** The policies that counted besides. */
function overlaysOf({ overlays = [] }: GateSetup): JsonObject {
  return overlays.length === 0
    ? {}
    : { further_policies: overlays.map(({ digest }) => digest).join(',') };
}

function agentSetOf({ agentSet }: GateSetup): JsonObject | null {
  if (agentSet === undefined || agentSet.manifestDigest === '') return null;
  const { manifestDigest, publisher, source } = agentSet;
  return { set_digest: manifestDigest, publisher, source };
}

function idsOf(reference: string): readonly string[] | null {
  return reference === '' ? null : reference.split(',');
}

function limitsOf({ rateLimit, destructiveBudget }: LimitStage): JsonObject | null {
  if (rateLimit === undefined && destructiveBudget === undefined) return null;
  return {
    ...(rateLimit === undefined ? {} : { rate_limit: { ...rateLimit } }),
    ...(destructiveBudget === undefined ? {} : { destructive_budget: { ...destructiveBudget } }),
  };
}
