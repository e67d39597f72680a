import { bool, int, list, num, ptr, record, str, struct, time } from '../record/field-kinds.ts';
import { relationshipRecord } from './relationship-record.ts';

/**
 * Records that stand both in what asks (an intent, a token) and in what proves (a trace, a pack):
 * written once, because their bytes must be the same in both. Fields in the order of the formats.
 */

/** What most records begin with: what they are, made when and by what. */
export const ARTIFACT_HEAD = {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
};

/** A signature as it stands in a file (gait-formats §1.4). */
export const signatureRecord = record('signature', {
  alg: str(),
  key_id: str(),
  sig: str(),
  signed_digest: str().opt(),
});

/** Who an agent is said to be (gait-formats §4.1). Its three times are written even when unset. */
export const agentIdentityRecord = record('agent identity', {
  lifecycle_states: list(str()).opt(),
  owner: str().opt(),
  manifest_digest: str().opt(),
  publisher: str().opt(),
  source: str().opt(),
  issued_at: time(),
  approved_at: time(),
  expires_at: time(),
  revoked: bool().opt(),
});

/** Where a skill came from (gait-formats §4.1). */
export const skillProvenanceRecord = record('skill provenance', {
  skill_name: str(),
  skill_version: str().opt(),
  source: str(),
  publisher: str(),
  digest: str().opt(),
  signature_key_id: str().opt(),
});

/** What a call claims about its credential; part of an intent's context and of a trace. */
export const CREDENTIAL_CLAIMS = {
  credential_ref: str().opt(),
  credential_source: str().opt(),
  credential_access_type: str().opt(),
  credential_issuer: str().opt(),
  credential_subject: str().opt(),
  credential_owner: str().opt(),
  credential_target_binding: str().opt(),
  credential_run_binding: str().opt(),
  credential_job_binding: str().opt(),
  credential_ttl_seconds: int().opt(),
};

/** What is known of the MCP server that offers a tool (gait-formats §7.6). */
export const mcpTrustRecord = record('MCP trust', {
  server_id: str().opt(),
  server_name: str().opt(),
  publisher: str().opt(),
  source: str().opt(),
  status: str().opt(),
  decision_source: str().opt(),
  score: num().opt(),
  threshold: num().opt(),
  updated_at: time(),
  max_age_seconds: int().opt(),
  required: bool().opt(),
  enforced: bool().opt(),
  registry_verified: bool().opt(),
  publisher_allowed: bool().opt(),
  reason_codes: list(str()).opt(),
});

/** What a credential broker issued (gait-formats §4.13). */
export const credentialEvidenceRecord = record('broker credential record', {
  ...ARTIFACT_HEAD,
  trace_id: str(),
  tool_name: str(),
  identity: str(),
  broker: str(),
  reference: str().opt(),
  credential_source: str().opt(),
  credential_access_type: str().opt(),
  credential_issuer: str().opt(),
  credential_subject: str().opt(),
  credential_owner: str().opt(),
  scope: list(str()).opt(),
  credential_ref: str(),
  target_binding: str().opt(),
  run_binding: str().opt(),
  job_binding: str().opt(),
  request_digest: str().opt(),
  issued_at: time(),
  expires_at: time(),
  ttl_seconds: int().opt(),
});

/** One token of an approval audit: what was brought as an approval, and whether it counted. */
export const approvalAuditEntryRecord = record('approval audit entry', {
  token_id: str().opt(),
  approver_identity: str().opt(),
  reason_code: str().opt(),
  scope: list(str()).opt(),
  expires_at: time(),
  valid: bool(),
  error_code: str().opt(),
});

/** `gait.gate.approval_audit_record` 1.0.0 (gait-formats §4.15): who approved a decision. */
export const approvalAuditRecord = record('approval audit', {
  ...ARTIFACT_HEAD,
  trace_id: str(),
  tool_name: str(),
  intent_digest: str(),
  policy_digest: str(),
  required_approvals: int(),
  valid_approvals: int(),
  approved: bool(),
  approvers: list(str()).opt(),
  relationship: ptr(relationshipRecord).opt(),
  entries: list(struct(approvalAuditEntryRecord)),
});
