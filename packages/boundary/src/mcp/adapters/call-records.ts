import { any, bool, list, map, ptr, record, str, struct, time, type Infer } from '@gait/canon';

/** A target; the newer spelling of its fields stands beside the older one. */
const targetRecord = record('call target', {
  kind: str(),
  value: str(),
  operation: str().opt(),
  sensitivity: str().opt(),
  endpoint_class: str().opt(),
  endpoint_domain: str().opt(),
  endpointDomain: str().opt(),
  destructive: bool().opt(),
  discovery_method: str().opt(),
  discoveryMethod: str().opt(),
  read_only_hint: bool().opt(),
  readOnlyHint: bool().opt(),
  destructive_hint: bool().opt(),
  destructiveHint: bool().opt(),
  idempotent_hint: bool().opt(),
  idempotentHint: bool().opt(),
  open_world_hint: bool().opt(),
  openWorldHint: bool().opt(),
  annotations: map().opt(),
});

const provenanceRecord = record('argument provenance', {
  arg_path: str(),
  source: str(),
  source_ref: str().opt(),
  integrity_digest: str().opt(),
});

const stepRecord = record('call step', {
  name: str(),
  args: map(),
  targets: list(struct(targetRecord)).opt(),
  arg_provenance: list(struct(provenanceRecord)).opt(),
});

const oauthRecord = record('OAuth evidence', {
  issuer: str().opt(),
  audience: list(str()).opt(),
  subject: str().opt(),
  client_id: str().opt(),
  token_type: str().opt(),
  scopes: list(str()).opt(),
  dcr_client_id: str().opt(),
  redirect_uri: str().opt(),
  token_binding: str().opt(),
  auth_time: str().opt(),
  evidence_ref: str().opt(),
});

const contextRecord = record('call context', {
  identity: str().opt(),
  workspace: str().opt(),
  risk_class: str().opt(),
  phase: str().opt(),
  job_id: str().opt(),
  session_id: str().opt(),
  request_id: str().opt(),
  run_id: str().opt(),
  auth_mode: str().opt(),
  oauth_evidence: ptr(oauthRecord).opt(),
  auth_context: map().opt(),
  credential_scopes: list(str()).opt(),
  environment_fingerprint: str().opt(),
  context_envelope_path: str().opt(),
});

const serverRecord = record('call server', {
  server_id: str(),
  server_name: str().opt(),
  publisher: str().opt(),
  source: str().opt(),
  endpoint: str().opt(),
});

/** A call as the adapter `mcp` takes it, and as the others become (gait-formats §7.6). */
export const toolCallRecord = record('tool call', {
  name: str(),
  args: map(),
  script: ptr(record('call script', { steps: list(struct(stepRecord)) })).opt(),
  target: str().opt(),
  targets: list(struct(targetRecord)).opt(),
  arg_provenance: list(struct(provenanceRecord)).opt(),
  server: ptr(serverRecord).opt(),
  context: struct(contextRecord).opt(),
  delegation: any().opt(),
  created_at: time().opt(),
});

/** One call that a framework wants to make, whatever it calls its parts. */
export type AdapterCall = Infer<typeof toolCallRecord>;
/** A target of it. */
export type AdapterTarget = Infer<typeof targetRecord>;
