import { signatureRecord, int, list, ptr, record, str, time, type Infer } from '@gait/canon';

/** A signed permission for one action (gait-formats §4.12). */
export const APPROVAL_SCHEMA_ID = 'gait.gate.approval_token';
/** A signed refusal of one action: a schema of its own, so that nobody takes it for a permission. */
export const DENIAL_SCHEMA_ID = 'gait.gate.denial_token';
/** A signed statement that one identity acts for another (gait-formats §4.12). */
export const DELEGATION_SCHEMA_ID = 'gait.gate.delegation_token';
/** The version of all three. */
export const TOKEN_SCHEMA_VERSION = '1.0.0';

/** An approval, and a denial, which has the same fields under its own schema id. */
export const approvalRecord = record('approval token', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  token_id: str(),
  approver_identity: str(),
  reason_code: str(),
  intent_digest: str(),
  policy_digest: str(),
  delegation_binding_digest: str().opt(),
  scope: list(str()),
  max_targets: int().opt(),
  max_ops: int().opt(),
  expires_at: time(),
  signature: ptr(signatureRecord).opt(),
});

/** A delegation. */
export const delegationTokenRecord = record('delegation token', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  token_id: str(),
  delegator_identity: str(),
  delegate_identity: str(),
  scope: list(str()),
  scope_class: str().opt(),
  intent_digest: str().opt(),
  policy_digest: str().opt(),
  expires_at: time(),
  signature: ptr(signatureRecord).opt(),
});

/** An approval or denial, as read or normalised. */
export type ApprovalToken = Infer<typeof approvalRecord>;
/** A delegation, as read or normalised. */
export type DelegationToken = Infer<typeof delegationTokenRecord>;
