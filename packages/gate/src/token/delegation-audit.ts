import { compareUtf8, toLower, trimSpace } from '@gait/canon';
import type { DelegationAudit, DelegationAuditEntry } from './audit-record.ts';
import { relateDelegations } from './audit-relationship.ts';

/** What a delegation audit says; the decision it belongs to is named by `traceId`. */
export interface DelegationAuditFacts {
  /** RFC 3339; the time of the decision's result. */
  readonly createdAt: string;
  readonly producerVersion: string;
  readonly traceId: string;
  readonly toolName: string;
  readonly intentDigest: string;
  readonly policyDigest: string;
  readonly required: boolean;
  /** Ids of the valid tokens, joined by commas; `''` unless the chain is complete. */
  readonly delegationRef: string;
  readonly entries: readonly DelegationAuditEntry[];
}

/** The record of who acted for whom (`gait.gate.delegation_audit_record`, gait-formats §4.15). */
export function buildDelegationAudit(facts: DelegationAuditFacts): DelegationAudit {
  const traceId = trimSpace(facts.traceId);
  const toolName = trimSpace(facts.toolName);
  const policyDigest = toLower(trimSpace(facts.policyDigest));
  const entries = [...facts.entries].sort(
    (a, b) =>
      compareUtf8(a.delegator_identity, b.delegator_identity) ||
      compareUtf8(a.delegate_identity, b.delegate_identity) ||
      compareUtf8(a.token_id, b.token_id),
  );
  const valid = entries.filter((entry) => entry.valid).length;
  const links = entries.map((entry) => ({
    delegator: trimSpace(entry.delegator_identity),
    delegate: trimSpace(entry.delegate_identity),
  }));
  return {
    schema_id: 'gait.gate.delegation_audit_record',
    schema_version: '1.0.0',
    created_at: facts.createdAt,
    producer_version: trimSpace(facts.producerVersion) || '0.0.0-dev',
    trace_id: traceId,
    tool_name: toolName,
    intent_digest: toLower(trimSpace(facts.intentDigest)),
    policy_digest: policyDigest,
    delegation_required: facts.required,
    valid_delegations: valid,
    delegated: valid > 0,
    delegation_ref: trimSpace(facts.delegationRef),
    relationship: relateDelegations({ traceId, toolName, policyDigest }, links),
    entries,
  };
}
