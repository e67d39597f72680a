import {
  ARTIFACT_HEAD,
  bool,
  int,
  list,
  ptr,
  record,
  relationshipRecord,
  str,
  struct,
  time,
  type approvalAuditEntryRecord,
  type approvalAuditRecord,
  type Infer,
} from '@gait/canon';

const delegationEntryRecord = record('delegation audit entry', {
  token_id: str().opt(),
  delegator_identity: str().opt(),
  delegate_identity: str().opt(),
  scope: list(str()).opt(),
  expires_at: time(),
  valid: bool(),
  error_code: str().opt(),
});

/** `gait.gate.delegation_audit_record` 1.0.0 (gait-formats §4.15). */
export const delegationAuditRecord = record('delegation audit', {
  ...ARTIFACT_HEAD,
  trace_id: str(),
  tool_name: str(),
  intent_digest: str(),
  policy_digest: str(),
  delegation_required: bool(),
  valid_delegations: int(),
  delegated: bool(),
  delegation_ref: str().opt(),
  relationship: ptr(relationshipRecord).opt(),
  entries: list(struct(delegationEntryRecord)),
});

/** What was brought as an approval, and whether it counted. */
export type ApprovalAuditEntry = Infer<typeof approvalAuditEntryRecord>;
/** What was brought as a delegation, or was missing. */
export type DelegationAuditEntry = Infer<typeof delegationEntryRecord>;
export type ApprovalAudit = Infer<typeof approvalAuditRecord>;
export type DelegationAudit = Infer<typeof delegationAuditRecord>;
