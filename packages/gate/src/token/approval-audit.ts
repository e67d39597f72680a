import {
  compareUtf8,
  isZeroTime,
  normalizeList,
  parseTime,
  toLower,
  trimSpace,
  ZIP_EPOCH,
} from '@gait/canon';
import type { ApprovalAudit, ApprovalAuditEntry } from './audit-record.ts';
import { relateApprovals } from './audit-relationship.ts';

/** What an approval audit says; the decision it belongs to is named by `traceId`. */
export interface ApprovalAuditFacts {
  /** RFC 3339; the time of the decision's result. Unset: the fixed time of containers. */
  readonly createdAt: string;
  readonly producerVersion: string;
  readonly traceId: string;
  readonly toolName: string;
  readonly intentDigest: string;
  readonly policyDigest: string;
  readonly required: number;
  readonly entries: readonly ApprovalAuditEntry[];
  /**
   * Whether the approvals sufficed. Left out: as the reference counts, which passes over the
   * demand for distinct approvers.
   */
  readonly approved?: boolean;
}

/**
 * The record of who approved a decision (`gait.gate.approval_audit_record`, gait-formats §4.15).
 * Without entries the list is null, as the reference writes it.
 */
export function buildApprovalAudit(facts: ApprovalAuditFacts): ApprovalAudit {
  const traceId = trimSpace(facts.traceId);
  const toolName = trimSpace(facts.toolName);
  const policyDigest = toLower(trimSpace(facts.policyDigest));
  const entries = facts.entries.map(normalizeEntry).sort(compareEntries);
  const valid = entries.filter((entry) => entry.valid);
  const approvers = normalizeList(valid.map((entry) => entry.approver_identity));
  const required = Math.max(0, facts.required);
  return {
    schema_id: 'gait.gate.approval_audit_record',
    schema_version: '1.0.0',
    created_at: isZeroTime(facts.createdAt) ? ZIP_EPOCH : facts.createdAt,
    producer_version: trimSpace(facts.producerVersion) || '0.0.0-dev',
    trace_id: traceId,
    tool_name: toolName,
    intent_digest: toLower(trimSpace(facts.intentDigest)),
    policy_digest: policyDigest,
    required_approvals: required,
    valid_approvals: valid.length,
    approved: facts.approved ?? valid.length >= required,
    approvers,
    relationship: relateApprovals({ traceId, toolName, policyDigest }, approvers),
    entries: entries.length === 0 ? null : entries,
  };
}

function normalizeEntry(entry: ApprovalAuditEntry): ApprovalAuditEntry {
  return {
    ...entry,
    token_id: trimSpace(entry.token_id),
    approver_identity: trimSpace(entry.approver_identity),
    reason_code: trimSpace(entry.reason_code),
    scope: normalizeList(entry.scope ?? []),
    error_code: trimSpace(entry.error_code),
  };
}

function compareEntries(a: ApprovalAuditEntry, b: ApprovalAuditEntry): number {
  return (
    compareUtf8(a.token_id, b.token_id) ||
    compareUtf8(a.approver_identity, b.approver_identity) ||
    compareUtf8(a.reason_code, b.reason_code) ||
    compareTimes(a.expires_at, b.expires_at) ||
    compareUtf8((a.scope ?? []).join(','), (b.scope ?? []).join(','))
  );
}

function compareTimes(a: string, b: string): number {
  const left = parseTime(a)?.epochNanos ?? 0n;
  const right = parseTime(b)?.epochNanos ?? 0n;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
