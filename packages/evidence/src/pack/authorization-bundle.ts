import { ptr, record, str, time, type Infer } from '@gait/canon';
import { freezeWindowRecord, killSwitchRecord, sandboxRecord } from '../trace/trace-parts.ts';

/** `authorization_bundle.json`: one decision and the evidence around it (gait-formats §3.6). */
export const authorizationBundleRecord = record('authorization bundle', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  trace_id: str(),
  policy_digest: str(),
  intent_digest: str(),
  trace_path: str().opt(),
  trace_digest: str().opt(),
  approval_audit_path: str().opt(),
  approval_audit_digest: str().opt(),
  credential_evidence_path: str().opt(),
  credential_evidence_digest: str().opt(),
  delegation_audit_path: str().opt(),
  delegation_audit_digest: str().opt(),
  context_evidence_path: str().opt(),
  context_evidence_digest: str().opt(),
  outcome_path: str().opt(),
  outcome_digest: str().opt(),
  outcome_status: str().opt(),
  freeze_window: ptr(freezeWindowRecord).opt(),
  kill_switch: ptr(killSwitchRecord).opt(),
  sandbox: ptr(sandboxRecord).opt(),
});

export type AuthorizationBundle = Infer<typeof authorizationBundleRecord>;
