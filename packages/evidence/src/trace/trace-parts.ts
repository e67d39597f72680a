import { int, list, record, str, time } from '@gait/canon';

/** Parts of a trace record (gait-formats §4.15), fields in the order in which they are written. */

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
