import { CodedError, isZeroTime, toUtc, trimSpace, ZIP_EPOCH, type SigningKey } from '@gait/canon';
import { buildPack, encodeDocument, encodeLines, type BuiltPack } from './build-pack.ts';
import { JOB_FILES } from './job-contract.ts';
import {
  jobEventRecord,
  jobPayloadRecord,
  jobStateRecord,
  type JobPayload,
  type JobState,
} from './job-records.ts';
import type { Job } from './read-job.ts';

/**
 * A pack of type job: payload, whole state, events (gait-formats §3.3). Errors: `job_invalid`
 * for a state without environment fingerprint, which cannot be made up afterwards.
 */
export function buildJobPack(
  job: Job,
  options: { readonly producerVersion: string; readonly key: SigningKey | undefined },
): BuiltPack {
  const state = withDefaults(job.state);
  const files = [
    { path: JOB_FILES.payload, data: encodeDocument(jobPayloadRecord, payloadOf(state)) },
    { path: JOB_FILES.state, data: encodeDocument(jobStateRecord, state) },
    { path: JOB_FILES.events, data: encodeLines(jobEventRecord, job.events) },
  ];
  return buildPack(files, { type: 'job', sourceRef: state.job_id, ...options });
}

function withDefaults(state: JobState): JobState {
  if (trimSpace(state.environment_fingerprint) === '') {
    throw new CodedError('job_invalid', 'the state of the job has no environment_fingerprint', {
      hint: 'resume the job once, so that its runtime records where it runs',
    });
  }
  return {
    ...state,
    status: trimSpace(state.status) === '' ? 'running' : state.status,
    stop_reason: trimSpace(state.stop_reason) === '' ? 'none' : state.stop_reason,
    status_reason_code:
      trimSpace(state.status_reason_code) === '' ? 'submitted' : state.status_reason_code,
  };
}

function payloadOf(state: JobState): JobPayload {
  return {
    schema_id: 'gait.pack.job',
    schema_version: '1.0.0',
    created_at: isZeroTime(state.created_at) ? ZIP_EPOCH : toUtc(state.created_at),
    job_id: state.job_id,
    status: state.status,
    stop_reason: state.stop_reason,
    status_reason_code: state.status_reason_code,
    environment_fingerprint: state.environment_fingerprint,
    safety_invariant_version: trimSpace(state.safety_invariant_version),
    safety_invariant_hash: trimSpace(state.safety_invariant_hash),
    checkpoint_count: (state.checkpoints ?? []).length,
    approval_count: (state.approvals ?? []).length,
  };
}
