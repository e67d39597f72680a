import {
  CodedError,
  decodeRecord,
  parseJsonLoose,
  ptr,
  record,
  sha256Hex,
  sortUtf8,
  str,
  struct,
  trimSpace,
  type Infer,
} from '@gait/canon';
import { textLines } from '../verdict/text-lines.ts';
import { jobEventRecord, jobStateRecord, type JobEvent, type JobState } from './job-records.ts';

/** The files of a job's folder; absent ones are undefined. */
export interface JobFiles {
  /** Name of the folder, which is the id of the job. */
  readonly jobId: string;
  readonly state: Uint8Array | undefined;
  readonly events: Uint8Array | undefined;
  /** `pending_mutation.json`: a change that was interrupted. */
  readonly pending: Uint8Array | undefined;
}

/** A job as its folder tells it. */
export interface Job {
  readonly state: JobState;
  readonly events: readonly JobEvent[];
}

const pendingRecord = record('pending mutation', {
  job_id: str(),
  previous_state: ptr(jobStateRecord).opt(),
  updated_state: struct(jobStateRecord),
  event: struct(jobEventRecord),
});

/**
 * State and events of a job (gait-formats §7.5). An interrupted change counts when its event
 * was written and is undone otherwise, as the job runtime's own recovery decides; the
 * files are not touched. Errors: `job_invalid`, those of `parseJson` and `decodeRecord`.
 */
export function readJob(files: JobFiles): Job {
  const events = readEvents(files.events);
  const state =
    files.pending === undefined ? readState(files) : settle(files, files.pending, events);
  if (trimSpace(state.job_id) === '') throw invalid('the state has no job_id', 'state.json');
  return { state: completeState(state), events };
}

function readState({ state, jobId }: JobFiles): JobState {
  if (state === undefined) throw invalid(`there is no job ${jobId}`, 'state.json');
  return decodeRecord(jobStateRecord, parseJsonLoose(state, { where: { entry: 'state.json' } }), {
    fold: true,
    where: { entry: 'state.json' },
  });
}

function readEvents(bytes: Uint8Array | undefined): JobEvent[] {
  const events: JobEvent[] = [];
  for (const { line, bytes: text } of textLines(bytes ?? new Uint8Array())) {
    const where = { entry: 'events.jsonl', line };
    events.push(
      decodeRecord(jobEventRecord, parseJsonLoose(text, { where }), { fold: true, where }),
    );
  }
  return events;
}

function settle(files: JobFiles, pending: Uint8Array, events: readonly JobEvent[]): JobState {
  const where = { entry: 'pending_mutation.json' };
  const mutation = decodeRecord(pendingRecord, parseJsonLoose(pending, { where }), {
    fold: true,
    where,
  });
  const { job_id, previous_state, updated_state, event } = mutation;
  const ids = [updated_state.job_id, event.job_id, previous_state?.job_id ?? job_id];
  if (job_id !== files.jobId || ids.some((id) => trimSpace(id) !== job_id)) {
    throw invalid('the interrupted change is of another job', where.entry);
  }
  if (events.some(({ revision }) => revision === event.revision)) return updated_state;
  if (previous_state === null) throw invalid(`there is no job ${files.jobId}`, 'state.json');
  return previous_state;
}

type Ledger = Pick<
  Infer<typeof jobStateRecord>,
  'safety_invariant_version' | 'safety_invariants' | 'safety_invariant_hash'
>;

/** Fills in what early versions of the job runtime did not write. */
function completeState(state: JobState): JobState {
  return { ...state, ...completeLedger(state), checkpoints: state.checkpoints ?? [] };
}

function completeLedger(state: JobState): Ledger {
  const given = state.safety_invariants ?? [];
  const safety_invariants = given.length > 0 ? given : deriveInvariants(state);
  return {
    safety_invariant_version:
      trimSpace(state.safety_invariant_version) === '' ? '1' : state.safety_invariant_version,
    safety_invariants,
    safety_invariant_hash:
      trimSpace(state.safety_invariant_hash) === ''
        ? hashInvariants(safety_invariants)
        : state.safety_invariant_hash,
  };
}

function deriveInvariants({ policy_digest, policy_ref, identity }: JobState): readonly string[] {
  const bound = Object.entries({ policy_digest, policy_ref, identity })
    .filter(([, value]) => trimSpace(value) !== '')
    .map(([name, value]) => `${name}=${trimSpace(value)}`);
  const always = [
    'control_boundary=runtime_go',
    'fail_closed=true',
    'default_privacy=reference_receipts',
  ];
  return sortUtf8([...always, ...bound]);
}

function hashInvariants(values: readonly string[]): string {
  const items = values.map(trimSpace).filter((value) => value !== '');
  return sha256Hex(sortUtf8(items).join('|'));
}

function invalid(message: string, entry: string): CodedError {
  return new CodedError('job_invalid', message, {
    hint: 'name a job by its id, with the folder that holds it in --job-root, or by its folder',
    where: { entry },
  });
}
