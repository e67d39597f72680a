import { bool, int, list, num, record, str, time } from '@gait/canon';

/** Parts of a trace record (gait-formats §4.15), fields in the order in which they are written. */

/** Who the agent is said to be. Its three times are written even when unset. */
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

/** The delegation under which the call ran. */
export const delegationRefRecord = record('delegation reference', {
  delegation_token_ref: str().opt(),
  requester_identity: str().opt(),
  delegation_depth: int().opt(),
  scope_class: str().opt(),
  chain_digest: str().opt(),
  reason_codes: list(str()).opt(),
});

/** Decision about one step of a script. */
export const stepVerdictRecord = record('step verdict', {
  index: int(),
  tool_name: str(),
  verdict: str(),
  reason_codes: list(str()).opt(),
  violations: list(str()).opt(),
  matched_rule: str().opt(),
});

/** Whether a freeze window applied. */
export const freezeWindowRecord = record('freeze window', {
  status: str().opt(),
  effect: str().opt(),
  timezone: str().opt(),
  evaluated_at: time(),
  window_name: str().opt(),
  window_start: time(),
  window_end: time(),
  reason: str().opt(),
  reason_code: str().opt(),
});

/** What the call declared about its sandbox. */
export const sandboxRecord = record('sandbox', {
  status: str().opt(),
  network_mode: str().opt(),
  env_exposure_mode: str().opt(),
  timeout_seconds: int().opt(),
  filesystem_isolation: str().opt(),
  user_mode: str().opt(),
  evidence_ref: str().opt(),
  evidence_digest: str().opt(),
  reason_codes: list(str()).opt(),
});

/** Whether a kill switch matched. */
export const killSwitchRecord = record('kill switch', {
  status: str().opt(),
  reason_code: str().opt(),
  reason_codes: list(str()).opt(),
  matched_entry_ids: list(str()).opt(),
  evaluated_at: time(),
});

/** What was known about the MCP server that offered the tool. */
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

/** Where a skill came from. */
export const skillProvenanceRecord = record('skill provenance', {
  skill_name: str(),
  skill_version: str().opt(),
  source: str(),
  publisher: str(),
  digest: str().opt(),
  signature_key_id: str().opt(),
});
