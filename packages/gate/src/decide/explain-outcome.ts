import { trimSpace, type JsonObject, ZERO_TIME, ZIP_EPOCH, isZeroTime, toUtc } from '@gait/canon';
import type { IntentContext } from '../intent/intent-record.ts';
import type { Policy } from '../policy/policy.ts';
import { codeList } from './code-list.ts';
import type {
  FreezeWindowDecision,
  KillSwitchDecision,
  Outcome,
  SandboxDecision,
} from './outcome.ts';

/** What an explanation says besides the outcome. */
export interface ExplainFacts {
  readonly producerVersion: string;
  /** RFC 3339; default: when the intent was made. */
  readonly createdAt?: string;
  readonly requiredApprovals?: number;
  readonly validApprovals?: number;
  readonly traceId?: string;
  readonly tracePath?: string;
  readonly approvalAuditPath?: string;
  readonly delegationAuditPath?: string;
  readonly credentialEvidencePath?: string;
}

/** When a decision says it was made: the intent's time in UTC, or a fixed one when it has none. */
export function decisionTime(createdAt: string): string {
  return isZeroTime(createdAt) ? ZIP_EPOCH : toUtc(createdAt);
}

/**
 * Why a call was decided as it was, before tokens, limits and brokers
 * (`gait.gate.policy_explain`, gait-formats §4.17). Empty facts are left out.
 */
export function explainOutcome(policy: Policy, outcome: Outcome, facts: ExplainFacts): JsonObject {
  const { intent } = outcome.prepared;
  const failClosed = outcome.reasonCodes.filter((code) => code.startsWith('fail_closed_'));
  return {
    ok: true,
    schema_id: 'gait.gate.policy_explain',
    schema_version: '1.0.0',
    created_at: facts.createdAt ?? decisionTime(intent.created_at),
    producer_version: trimSpace(facts.producerVersion) || '0.0.0-dev',
    verdict: outcome.verdict,
    ...withoutEmpty({
      matched_rule: outcome.matchedRule,
      matched_rules: rulesOf(policy, outcome.matchedRule),
      reason_codes: [...outcome.reasonCodes],
      violations: [...outcome.violations],
      missing_fields: [...missingFields(outcome.reasonCodes)],
      fail_closed_reason_codes: [...codeList(failClosed)],
      approval_required: outcome.verdict === 'require_approval',
      required_approvals: facts.requiredApprovals ?? 0,
      valid_approvals: facts.validApprovals ?? 0,
      require_broker_credential: outcome.requireBrokerCredential,
      broker_reference: trimSpace(outcome.brokerReference),
      broker_scopes: [...outcome.brokerScopes],
      require_delegation: outcome.requireDelegation,
      required_delegation_scopes: [...outcome.requiredDelegationScopes],
    }),
    credential_posture: credentialPosture(intent.context),
    context_evidence_status: contextStatus(intent.context),
    ...(outcome.freezeWindow === null ? {} : { freeze_window: freezeJson(outcome.freezeWindow) }),
    ...(outcome.killSwitch === null ? {} : { kill_switch: killSwitchJson(outcome.killSwitch) }),
    ...(outcome.sandbox === null ? {} : { sandbox: sandboxJson(outcome.sandbox) }),
    proof_refs: withoutEmpty({
      trace_id: trimSpace(facts.traceId ?? ''),
      trace_path: trimSpace(facts.tracePath ?? ''),
      approval_audit_path: trimSpace(facts.approvalAuditPath ?? ''),
      delegation_audit_path: trimSpace(facts.delegationAuditPath ?? ''),
      credential_evidence_path: trimSpace(facts.credentialEvidencePath ?? ''),
    }),
  };
}

/** Leaves out what says nothing: `''`, 0, false and empty lists. */
function withoutEmpty(values: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) =>
        value !== '' &&
        value !== 0 &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function rulesOf(policy: Policy, matchedRule: string): JsonObject[] {
  const names = new Set(matchedRule.split(',').map(trimSpace));
  return policy.rules
    .filter(({ name }) => names.has(name))
    .map(({ name, priority, effect }) => ({ name, priority, effect }));
}

const MISSING: Readonly<Record<string, string>> = {
  credential_evidence_missing: 'credential_evidence',
  sandbox_metadata_missing: 'sandbox',
  sandbox_evidence_missing: 'sandbox_evidence',
  kill_switch_state_unavailable: 'kill_switch_state',
  broker_credential_missing: 'broker_credential',
};
const MISSING_PREFIX = 'fail_closed_missing_';

function missingFields(reasons: readonly string[]): readonly string[] {
  return codeList(
    reasons.map((code) =>
      code.startsWith(MISSING_PREFIX)
        ? code.slice(MISSING_PREFIX.length)
        : ((Object.hasOwn(MISSING, code) ? MISSING[code] : '') ?? ''),
    ),
  );
}

function credentialPosture(context: IntentContext): JsonObject {
  const reference = trimSpace(context.credential_ref);
  return {
    present: reference !== '',
    ...withoutEmpty({
      source: trimSpace(context.credential_source),
      access_type: trimSpace(context.credential_access_type),
      issuer: trimSpace(context.credential_issuer),
      ttl_seconds: context.credential_ttl_seconds,
      credential_ref: reference,
    }),
  };
}

function contextStatus(context: IntentContext): string {
  const hasDigest = trimSpace(context.context_set_digest) !== '';
  const hasRefs = (context.context_refs ?? []).length > 0;
  if (trimSpace(context.context_evidence_mode) === 'required') {
    return hasDigest && hasRefs ? 'verified' : 'missing';
  }
  return hasDigest || hasRefs ? 'present' : 'not_required';
}

/** A freeze window decision as JSON: times always, other facts when they say something. */
export function freezeJson(decision: FreezeWindowDecision): JsonObject {
  return {
    ...withoutEmpty({
      status: decision.status,
      effect: decision.effect,
      timezone: decision.timezone,
    }),
    evaluated_at: decision.evaluated_at,
    ...withoutEmpty({ window_name: decision.window_name }),
    window_start: decision.window_start || ZERO_TIME,
    window_end: decision.window_end || ZERO_TIME,
    ...withoutEmpty({ reason: decision.reason, reason_code: decision.reason_code }),
  };
}

/** A kill switch decision as JSON. */
export function killSwitchJson(decision: KillSwitchDecision): JsonObject {
  return {
    ...withoutEmpty({
      status: decision.status,
      reason_code: decision.reason_code,
      reason_codes: [...(decision.reason_codes ?? [])],
      matched_entry_ids: [...(decision.matched_entry_ids ?? [])],
    }),
    evaluated_at: decision.evaluated_at,
  };
}

/** A sandbox decision as JSON. */
export function sandboxJson(decision: SandboxDecision): JsonObject {
  return withoutEmpty({
    status: decision.status,
    network_mode: decision.network_mode,
    env_exposure_mode: decision.env_exposure_mode,
    timeout_seconds: decision.timeout_seconds,
    filesystem_isolation: decision.filesystem_isolation,
    user_mode: decision.user_mode,
    evidence_ref: decision.evidence_ref,
    evidence_digest: decision.evidence_digest,
    reason_codes: [...(decision.reason_codes ?? [])],
  });
}
