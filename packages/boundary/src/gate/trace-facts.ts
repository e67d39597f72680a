import { isZeroTime, normalizeList, toUtc, ZIP_EPOCH } from '@gait/canon';
import type { TraceFacts } from '@gait/evidence';
import {
  delegationBindingDigest,
  type BrokerReceipt,
  type Delegation,
  type McpTrustDecision,
  type Outcome,
  type PreparedIntent,
} from '@gait/gate';
import type { Ruling } from './ruling.ts';

/** What is known of one decision when its trace is written. */
export interface Decided {
  readonly prepared: PreparedIntent;
  readonly outcome: Outcome;
  readonly ruling: Ruling;
  readonly policy: { readonly id: string; readonly version: string; readonly digest: string };
  /** Nanoseconds since 1970. */
  readonly observedAt: bigint;
  /** The moment that conditions on time were judged at: the same, unless the caller set another. */
  readonly evaluatedAt: bigint;
  readonly latencyMs: number;
  readonly producerVersion: string;
  readonly correlationId: string;
  /** Ids of the approvals that counted, or the reference the caller gave. */
  readonly approvalRef: string;
  /** Ids of the delegation tokens that counted. */
  readonly delegationRef: string;
  readonly receipt: BrokerReceipt | undefined;
  readonly mcpTrust: McpTrustDecision | undefined;
  readonly preApproved: { readonly patternId: string } | undefined;
  readonly registryReason: string;
  /** Of the journal that the gate's owner fixed; `''`: there is none. */
  readonly sessionId: string;
}

/** The facts of a trace (gait-formats §4.15). @param evidenceDigest of the decision document, if one is written. */
export function traceFacts(decided: Decided, evidenceDigest?: string): TraceFacts {
  const { prepared, outcome, ruling, policy } = decided;
  const { intent } = prepared;
  const { context } = intent;
  return {
    observedAt: decided.observedAt,
    policyId: policy.id,
    policyVersion: policy.version,
    identity: context.identity,
    sessionId: context.session_id || decided.sessionId,
    delegation: intent.delegation === null ? null : partiesOf(intent.delegation),
    evidenceDigest,
    fields: {
      created_at: createdAtOf(prepared),
      producer_version: decided.producerVersion,
      correlation_id: decided.correlationId,
      tool_name: intent.tool_name,
      args_digest: prepared.argsDigest,
      intent_digest: prepared.intentDigest,
      policy_digest: policy.digest,
      ...contextFields(prepared),
      ...brokerFields(decided.receipt),
      verdict: ruling.verdict,
      context_source: outcome.contextSource,
      ...scriptFields(prepared, outcome),
      pre_approved: decided.preApproved !== undefined,
      pattern_id: decided.preApproved?.patternId ?? '',
      registry_reason: decided.registryReason,
      violations: unlessEmpty(ruling.violations),
      latency_ms: Math.max(0, decided.latencyMs),
      approval_token_ref: decided.approvalRef,
      delegation_ref: delegationRef(decided),
      freeze_window: outcome.freezeWindow,
      sandbox: outcome.sandbox,
      kill_switch: outcome.killSwitch,
      mcp_trust: decided.mcpTrust ?? null,
      skill_provenance: intent.skill_provenance,
    },
  };
}

/** When the intent was made, in UTC; the epoch of archives when it does not say. */
export function createdAtOf({ intent }: PreparedIntent): string {
  return isZeroTime(intent.created_at) ? ZIP_EPOCH : toUtc(intent.created_at);
}

function partiesOf({ requester_identity, chain }: Delegation): TraceFacts['delegation'] {
  return {
    requester: requester_identity,
    links: (chain ?? []).map((link) => ({
      delegator: link.delegator_identity,
      delegate: link.delegate_identity,
    })),
  };
}

function contextFields({ intent: { context } }: PreparedIntent) {
  return {
    agent_id: context.agent_id,
    agent_identity: context.agent_identity,
    run_id: context.run_id,
    workflow_id: context.workflow_id,
    repo: context.repo,
    environment: context.environment,
    credential_ref: context.credential_ref,
    credential_source: context.credential_source,
    credential_access_type: context.credential_access_type,
    credential_issuer: context.credential_issuer,
    credential_subject: context.credential_subject,
    credential_owner: context.credential_owner,
    credential_target_binding: context.credential_target_binding,
    credential_run_binding: context.credential_run_binding,
    credential_job_binding: context.credential_job_binding,
    credential_ttl_seconds: context.credential_ttl_seconds,
    approval_ref: context.approval_ref,
    wrkr_inventory_ref: context.wrkr_inventory_ref,
    agent_action_bom_ref: context.agent_action_bom_ref,
    context_set_digest: context.context_set_digest,
    context_evidence_mode: context.context_evidence_mode,
    context_ref_count: (context.context_refs ?? []).length,
  };
}

function brokerFields(receipt: BrokerReceipt | undefined) {
  if (receipt === undefined) return {};
  return {
    broker_credential_ref: receipt.credentialRef,
    broker_credential_source: receipt.source,
    broker_credential_access_type: receipt.accessType,
    broker_credential_issuer: receipt.issuer || receipt.issuedBy,
    broker_request_digest: receipt.requestDigest,
    broker_target_binding: receipt.targetBinding,
    broker_run_binding: receipt.runBinding,
    broker_job_binding: receipt.jobBinding,
  };
}

function scriptFields({ intent, scriptHash }: PreparedIntent, { script }: Outcome) {
  const steps = script?.stepVerdicts ?? [];
  return {
    script: intent.script !== null,
    script_hash: scriptHash,
    step_count: intent.script?.steps?.length ?? 0,
    composite_risk_class: script?.compositeRiskClass ?? '',
    step_verdicts: unlessEmpty(
      steps.map((step) => ({
        ...step,
        reason_codes: unlessEmpty(step.reason_codes ?? []),
        violations: unlessEmpty(step.violations ?? []),
      })),
    ),
    matched_rule_ids: unlessEmpty(
      normalizeList(steps.flatMap(({ matched_rule }) => matched_rule.split(','))),
    ),
  };
}

function delegationRef({ prepared, ruling, delegationRef: tokens }: Decided) {
  const { delegation } = prepared.intent;
  if (delegation === null) return null;
  return {
    delegation_token_ref: tokens || (delegation.token_refs?.[0] ?? ''),
    requester_identity: delegation.requester_identity,
    delegation_depth: (delegation.chain ?? []).length,
    scope_class: delegation.scope_class,
    chain_digest: delegationBindingDigest(prepared.intent),
    reason_codes: unlessEmpty(ruling.reasonCodes.filter((code) => code.startsWith('delegation_'))),
  };
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}
