import { encodeRecord, normalizeList, trimSpace } from '@gait/canon';
import { killSwitchRecord, freezeWindowRecord, sandboxRecord } from '@gait/evidence';
import type { Decision } from '@gait/boundary';
import type { LimitDecision, StepVerdict } from '@gait/gate';
import type { JsonAnswer } from '../command.ts';
import { unlessEmpty } from '../optional.ts';
import type { GateSettings } from './gate-settings.ts';

/** The keys of the answer about a decision (gait-cli, `gate eval`). */
export function gateAnswer(
  decision: Decision,
  { profile, flags }: GateSettings,
  warnings: readonly string[],
): JsonAnswer {
  const { ruling, outcome, trace, document, places, simulated } = decision;
  return {
    ok: true,
    profile,
    verdict: ruling.verdict,
    reason_codes: unlessEmpty(ruling.reasonCodes),
    violations: unlessEmpty(ruling.violations),
    ...approvalKeys(decision),
    trace_id: trace.trace_id,
    trace_path: places.trace,
    decision_path: unlessEmpty(places.document),
    policy_digest: trace.policy_digest,
    intent_digest: trace.intent_digest,
    context_set_digest: unlessEmpty(trace.context_set_digest),
    context_evidence_mode: unlessEmpty(trace.context_evidence_mode),
    context_ref_count: unlessEmpty(trace.context_ref_count),
    context_source: unlessEmpty(trace.context_source),
    ...scriptKeys(decision),
    pre_approved: unlessEmpty(trace.pre_approved),
    pattern_id: unlessEmpty(trace.pattern_id),
    registry_reason: unlessEmpty(decision.registryReason),
    matched_rule: unlessEmpty(outcome.matchedRule),
    freeze_window:
      outcome.freezeWindow === null
        ? undefined
        : encodeRecord(freezeWindowRecord, outcome.freezeWindow),
    sandbox: outcome.sandbox === null ? undefined : encodeRecord(sandboxRecord, outcome.sandbox),
    kill_switch:
      outcome.killSwitch === null ? undefined : encodeRecord(killSwitchRecord, outcome.killSwitch),
    phase: unlessEmpty(outcome.prepared.intent.context.phase),
    ...limitKeys('rate_limit', decision.limits.rateLimit),
    ...limitKeys('destructive_budget', decision.limits.destructiveBudget),
    ...credentialKeys(decision, flags['credential-out']),
    simulate_mode: unlessEmpty(flags.simulate),
    would_have_blocked: unlessEmpty(simulated?.wouldHaveBlocked ?? false),
    simulated_verdict: simulated?.verdict,
    simulated_reason_codes: unlessEmpty(simulated?.reasonCodes ?? []),
    warnings: unlessEmpty(normalizeList(warnings)),
    session_sequence: decision.sessionSequence,
    ...(document === undefined ? {} : { event_id: trace.event_id }),
  };
}

function approvalKeys({ outcome, approvals, delegation, trace, places }: Decision): JsonAnswer {
  const { approvals: answers } = approvals;
  return {
    approval_ref: unlessEmpty(trace.approval_token_ref),
    required_approvals: unlessEmpty(answers?.required ?? outcome.minApprovals),
    valid_approvals: unlessEmpty(answers?.valid ?? 0),
    approval_status: answers?.status === 'denied' ? 'denied' : undefined,
    approval_audit_path: unlessEmpty(places.approvalAudit),
    delegation_ref:
      delegation.chain?.complete === true ? delegation.chain.delegationRef : undefined,
    delegation_required: unlessEmpty(outcome.requireDelegation),
    valid_delegations: unlessEmpty(
      (delegation.chain?.entries ?? []).filter(({ valid }) => valid).length,
    ),
    delegation_audit_path: unlessEmpty(places.delegationAudit),
  };
}

function scriptKeys({ outcome, trace }: Decision): JsonAnswer {
  if (outcome.script === null) return {};
  return {
    script: true,
    step_count: outcome.script.stepCount,
    script_hash: trace.script_hash,
    composite_risk_class: unlessEmpty(outcome.script.compositeRiskClass),
    step_verdicts: unlessEmpty(outcome.script.stepVerdicts.map(stepJson)),
  };
}

function stepJson(step: StepVerdict): JsonAnswer {
  return {
    index: step.index,
    tool_name: step.tool_name,
    verdict: step.verdict,
    reason_codes: unlessEmpty(step.reason_codes ?? []),
    violations: unlessEmpty(step.violations ?? []),
    matched_rule: unlessEmpty(step.matched_rule),
  };
}

function limitKeys(prefix: string, decision: LimitDecision | undefined): JsonAnswer {
  if (decision === undefined) return {};
  return {
    [`${prefix}_scope`]: unlessEmpty(decision.scope),
    [`${prefix}_key`]: unlessEmpty(decision.key),
    [`${prefix}_used`]: unlessEmpty(decision.used),
    [`${prefix}_remaining`]: unlessEmpty(decision.remaining),
  };
}

function credentialKeys({ credential, places, secret }: Decision, path: string): JsonAnswer {
  const receipt = credential.issued?.receipt;
  if (receipt === undefined) return {};
  return {
    credential_issuer: unlessEmpty(receipt.issuer || receipt.issuedBy),
    credential_source: unlessEmpty(receipt.source),
    credential_access_type: unlessEmpty(receipt.accessType),
    credential_ref: unlessEmpty(receipt.credentialRef),
    credential_ttl_seconds: unlessEmpty(receipt.ttlSeconds),
    credential_evidence_path: unlessEmpty(places.credential),
    credential_path: secret === undefined ? undefined : unlessEmpty(trimSpace(path)),
  };
}
