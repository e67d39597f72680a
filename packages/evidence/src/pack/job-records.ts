import { int, list, map, record, str, struct, time, type Infer } from '@gait/canon';

/** `job_payload.json` (gait-formats §3.3). */
export const jobPayloadRecord = record('job payload', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  job_id: str(),
  status: str(),
  stop_reason: str(),
  status_reason_code: str(),
  environment_fingerprint: str(),
  safety_invariant_version: str().opt(),
  safety_invariant_hash: str().opt(),
  checkpoint_count: int(),
  approval_count: int(),
});

/** A checkpoint of a job. */
export const jobCheckpointRecord = record('job checkpoint', {
  checkpoint_id: str(),
  created_at: time(),
  type: str(),
  summary: str(),
  required_action: str().opt(),
  reason_code: str(),
  actor: str().opt(),
});

/** An approval of a job. */
export const jobApprovalRecord = record('job approval', {
  created_at: time(),
  actor: str(),
  reason: str(),
});

/** `job_state.json`: the whole state of the job (gait-formats §7.5). */
export const jobStateRecord = record('job state', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  updated_at: time(),
  producer_version: str(),
  job_id: str(),
  status: str(),
  stop_reason: str(),
  status_reason_code: str(),
  environment_fingerprint: str(),
  safety_invariant_version: str().opt(),
  safety_invariant_hash: str().opt(),
  safety_invariants: list(str()).opt(),
  policy_digest: str().opt(),
  policy_ref: str().opt(),
  identity: str().opt(),
  revision: int(),
  checkpoints: list(struct(jobCheckpointRecord)),
  approvals: list(struct(jobApprovalRecord)).opt(),
});

/** One line of `job_events.jsonl`. */
export const jobEventRecord = record('job event', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  job_id: str(),
  revision: int(),
  type: str(),
  actor: str().opt(),
  reason_code: str().opt(),
  payload: map().opt(),
});

export type JobPayload = Infer<typeof jobPayloadRecord>;
export type JobState = Infer<typeof jobStateRecord>;
export type JobEvent = Infer<typeof jobEventRecord>;
