import { isZeroTime, parseTime, trimSpace, ZIP_EPOCH } from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import {
  jobEventRecord,
  jobPayloadRecord,
  jobStateRecord,
  type JobEvent,
  type JobPayload,
  type JobState,
} from './job-records.ts';
import type { PackArchive } from './pack-archive.ts';
import { isSha256Hex, type PackManifest } from './pack-manifest.ts';
import { payloadInvalid, payloadMismatch, readPayload, readPayloadLines } from './read-payload.ts';

/** Files of a job pack besides manifest and proof records. */
export const JOB_FILES = {
  payload: 'job_payload.json',
  state: 'job_state.json',
  events: 'job_events.jsonl',
} as const;

/** What a job can be. */
export const JOB_STATUSES: ReadonlySet<string> = new Set([
  'running',
  'paused',
  'decision_needed',
  'blocked',
  'completed',
  'cancelled',
  'emergency_stopped',
]);

/**
 * Payload, state and events of a job pack agree (gait-formats §3.5 step 7).
 *
 * Throws `pack_payload_missing`, `_invalid`, `_mismatch`. Refusals: `job_state_mismatch`
 * (the payload is written from the state, so they cannot differ), `job_events_mismatch`
 * (revisions that do not grow).
 */
export function checkJobContract(
  archive: PackArchive,
  manifest: PackManifest,
  findings: Findings,
): void {
  for (const name of Object.values(JOB_FILES)) archive.read(name);
  const payload = readPayload(archive, JOB_FILES.payload, jobPayloadRecord, findings);
  checkPayload(payload);
  const state = readPayload(archive, JOB_FILES.state, jobStateRecord, findings);
  checkCommon(JOB_FILES.state, state);
  const events = readPayloadLines(archive, JOB_FILES.events, jobEventRecord, findings);
  checkAgreement(payload, state, events, manifest);
  compareWithState(payload, state, findings);
  checkRevisions(events, findings);
}

function checkPayload(payload: JobPayload): void {
  const name = JOB_FILES.payload;
  if (payload.schema_id !== 'gait.pack.job')
    throw payloadInvalid(name, 'schema_id is not gait.pack.job');
  if (payload.schema_version !== '1.0.0') throw payloadInvalid(name, 'schema_version is not 1.0.0');
  if (isZeroTime(payload.created_at)) throw payloadInvalid(name, 'created_at is not set');
  checkCommon(name, payload);
  if (payload.checkpoint_count < 0 || payload.approval_count < 0) {
    throw payloadInvalid(name, 'a count is negative');
  }
}

/** Fields that payload and state share. */
function checkCommon(
  name: string,
  given: Omit<JobPayload, 'checkpoint_count' | 'approval_count'>,
): void {
  if (trimSpace(given.job_id) === '') throw payloadInvalid(name, 'job_id is empty');
  if (!JOB_STATUSES.has(given.status))
    throw payloadInvalid(name, `status ${JSON.stringify(given.status)} is unknown`);
  for (const field of ['stop_reason', 'status_reason_code', 'environment_fingerprint'] as const) {
    if (trimSpace(given[field]) === '') throw payloadInvalid(name, `${field} is empty`);
  }
  if (
    trimSpace(given.safety_invariant_version) !== '' &&
    !isSha256Hex(given.safety_invariant_hash)
  ) {
    throw payloadInvalid(name, 'safety_invariant_hash is not a sha256 hex digest');
  }
}

function checkAgreement(
  payload: JobPayload,
  state: JobState,
  events: readonly JobEvent[],
  manifest: PackManifest,
): void {
  if (payload.job_id !== trimSpace(manifest.source_ref)) {
    throw payloadMismatch(JOB_FILES.payload, 'job_id is not the source_ref of the manifest');
  }
  if (state.job_id !== payload.job_id) {
    throw payloadMismatch(JOB_FILES.state, 'job_id is not that of the payload');
  }
  if (payload.checkpoint_count !== (state.checkpoints ?? []).length) {
    throw payloadMismatch(JOB_FILES.payload, 'checkpoint_count does not agree with the state');
  }
  if (payload.approval_count !== (state.approvals ?? []).length) {
    throw payloadMismatch(JOB_FILES.payload, 'approval_count does not agree with the state');
  }
  if (events.some((event) => trimSpace(event.job_id) !== payload.job_id)) {
    throw payloadMismatch(JOB_FILES.events, 'an event is about another job');
  }
}

function compareWithState(payload: JobPayload, state: JobState, findings: Findings): void {
  const refuse = (field: string): void =>
    findings.refuse('job_state_mismatch', `${field} is not that of the state`, {
      entry: JOB_FILES.payload,
    });
  for (const field of [
    'status',
    'stop_reason',
    'status_reason_code',
    'environment_fingerprint',
  ] as const) {
    if (payload[field] !== state[field]) refuse(field);
  }
  for (const field of ['safety_invariant_version', 'safety_invariant_hash'] as const) {
    if (payload[field] !== trimSpace(state[field])) refuse(field);
  }
  const created = isZeroTime(state.created_at) ? ZIP_EPOCH : state.created_at;
  if (parseTime(created)?.epochNanos !== parseTime(payload.created_at)?.epochNanos)
    refuse('created_at');
}

/** Every change of a job raises its revision by one; a repeated or earlier one was put there later. */
function checkRevisions(events: readonly JobEvent[], findings: Findings): void {
  for (const [i, event] of events.entries()) {
    const before = events[i - 1];
    if (before === undefined || event.revision > before.revision) continue;
    findings.refuse(
      'job_events_mismatch',
      `revision ${event.revision} stands after revision ${before.revision}`,
      {
        entry: JOB_FILES.events,
        line: i + 1,
      },
    );
  }
}
