import { int, record, str, time, type Infer } from '@gait/canon';

/** `run_payload.json` (gait-formats §3.3). */
export const runPayloadRecord = record('run payload', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  run_id: str(),
  capture_mode: str(),
  manifest_digest: str(),
  intents_count: int(),
  results_count: int(),
  refs_count: int(),
  context_set_digest: str().opt(),
  context_ref_count: int().opt(),
  context_evidence_mode: str().opt(),
  context_privacy_mode: str().opt(),
});

export type RunPayload = Infer<typeof runPayloadRecord>;
