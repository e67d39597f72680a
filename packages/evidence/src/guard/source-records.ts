import { ARTIFACT_HEAD, bool, int, list, map, ptr, record, str, struct, time } from '@gait/canon';
import { relationshipRecord } from '../relationship/relationship-record.ts';

/** Records of other producers that a guard pack takes in, re-encoded without unknown fields. */

/** One token of an approval audit. */
export const approvalAuditEntryRecord = record('approval audit entry', {
  token_id: str().opt(),
  approver_identity: str().opt(),
  reason_code: str().opt(),
  scope: list(str()).opt(),
  expires_at: time(),
  valid: bool(),
  error_code: str().opt(),
});

/** An approval audit (gait-formats §4.15). */
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

/** One tool of an inventory. */
export const inventoryItemRecord = record('inventory item', {
  id: str(),
  kind: str(),
  name: str(),
  locator: str(),
  risk_level: str().opt(),
  tags: list(str()).opt(),
  last_seen_run: str().opt(),
  relationship: ptr(relationshipRecord).opt(),
});

/** Tools found in a workspace (gait-formats §7.4). */
export const inventorySnapshotRecord = record('inventory snapshot', {
  ...ARTIFACT_HEAD,
  snapshot_id: str(),
  workspace: str().opt(),
  items: list(struct(inventoryItemRecord)),
});

/** One grader of a regress result. */
export const graderSummaryRecord = record('grader result', {
  name: str(),
  status: str(),
  reason_codes: list(str()),
  context_conformance: str().opt(),
  details: map().opt(),
});

/** A regress result, as far as a guard pack needs it. */
export const regressSummaryRecord = record('regress result', {
  ...ARTIFACT_HEAD,
  fixture_set: str(),
  status: str(),
  graders: list(struct(graderSummaryRecord)),
});
