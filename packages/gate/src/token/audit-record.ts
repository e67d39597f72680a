import { any, bool, int, list, record, str, struct, time, type Infer } from '@gait/canon';

const approvalEntryRecord = record('approval audit entry', {
  token_id: str().opt(),
  approver_identity: str().opt(),
  reason_code: str().opt(),
  scope: list(str()).opt(),
  expires_at: time(),
  valid: bool(),
  error_code: str().opt(),
});

const delegationEntryRecord = record('delegation audit entry', {
  token_id: str().opt(),
  delegator_identity: str().opt(),
  delegate_identity: str().opt(),
  scope: list(str()).opt(),
  expires_at: time(),
  valid: bool(),
  error_code: str().opt(),
});

/** `gait.gate.approval_audit_record` 1.0.0 (gait-formats §4.15). */
export const approvalAuditRecord = record('approval audit', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  trace_id: str(),
  tool_name: str(),
  intent_digest: str(),
  policy_digest: str(),
  required_approvals: int(),
  valid_approvals: int(),
  approved: bool(),
  approvers: list(str()).opt(),
  relationship: any().opt(),
  entries: list(struct(approvalEntryRecord)),
});

/** `gait.gate.delegation_audit_record` 1.0.0 (gait-formats §4.15). */
export const delegationAuditRecord = record('delegation audit', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  trace_id: str(),
  tool_name: str(),
  intent_digest: str(),
  policy_digest: str(),
  delegation_required: bool(),
  valid_delegations: int(),
  delegated: bool(),
  delegation_ref: str().opt(),
  relationship: any().opt(),
  entries: list(struct(delegationEntryRecord)),
});

/** What was brought as an approval, and whether it counted. */
export type ApprovalAuditEntry = Infer<typeof approvalEntryRecord>;
/** What was brought as a delegation, or was missing. */
export type DelegationAuditEntry = Infer<typeof delegationEntryRecord>;
export type ApprovalAudit = Infer<typeof approvalAuditRecord>;
export type DelegationAudit = Infer<typeof delegationAuditRecord>;
