import { describe, expect, test } from 'bun:test';
import { encodeRecord } from '@gait/canon';
import { jobEventRecord, jobStateRecord } from './job-records.ts';
import { readJob, type JobFiles } from './read-job.ts';
import { jsonBytes, sampleJob } from './testing/sample-packs.ts';

const job = sampleJob();
const state = encodeRecord(jobStateRecord, job.state);
const events = job.events.map((event) => encodeRecord(jobEventRecord, event));

function read(
  over: Partial<Record<'state' | 'pending', unknown>> & { readonly events?: string } = {},
): ReturnType<typeof readJob> {
  const files: JobFiles = {
    jobId: 'job_sample',
    state:
      'state' in over
        ? over.state === undefined
          ? undefined
          : jsonBytes(over.state)
        : jsonBytes(state),
    events: Buffer.from(over.events ?? events.map((event) => JSON.stringify(event)).join('\n')),
    pending: over.pending === undefined ? undefined : jsonBytes(over.pending),
  };
  return readJob(files);
}

describe('a job', () => {
  test('is its state and its events', () => {
    const { state: found, events: lines } = read();
    expect(found.job_id).toBe('job_sample');
    expect(lines).toHaveLength(3);
  });

  test('gets the ledger of invariants that old states lack', () => {
    const { state: found } = read({ state: { ...state, identity: ' alice ', policy_digest: 'p' } });
    expect(found.safety_invariant_version).toBe('1');
    expect(found.safety_invariants).toEqual([
      'control_boundary=runtime_go',
      'default_privacy=reference_receipts',
      'fail_closed=true',
      'identity=alice',
      'policy_digest=p',
    ]);
    expect(found.safety_invariant_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('keeps the ledger it has', () => {
    const { state: found } = read({
      state: {
        ...state,
        safety_invariant_version: '2',
        safety_invariants: ['x'],
        safety_invariant_hash: 'h',
      },
    });
    expect(found).toMatchObject({
      safety_invariant_version: '2',
      safety_invariants: ['x'],
      safety_invariant_hash: 'h',
    });
  });

  test('that is not there, or has no id, is refused', () => {
    expect(() => read({ state: undefined })).toThrow(
      expect.objectContaining({ code: 'job_invalid' }),
    );
    expect(() => read({ state: { ...state, job_id: ' ' } })).toThrow(
      expect.objectContaining({ code: 'job_invalid' }),
    );
  });

  test('with a line that is no event names the line', () => {
    expect(() => read({ events: `${JSON.stringify(events[0])}\n{` })).toThrow(
      expect.objectContaining({
        where: expect.objectContaining({ entry: 'events.jsonl', line: 1 }),
      }),
    );
  });
});

describe('an interrupted change', () => {
  const pending = (revision: number, over: object = {}) => ({
    job_id: 'job_sample',
    previous_state: { ...state, status: 'paused' },
    updated_state: { ...state, status: 'running' },
    event: { ...events[0], revision },
    ...over,
  });

  test('counts when its event was written', () =>
    expect(read({ pending: pending(3) }).state.status).toBe('running'));

  test('is undone when its event was not written', () =>
    expect(read({ pending: pending(9) }).state.status).toBe('paused'));

  test('that would have made the job leaves none', () => {
    expect(() => read({ pending: pending(9, { previous_state: null }) })).toThrow(
      expect.objectContaining({ code: 'job_invalid' }),
    );
  });

  test('of another job is refused', () => {
    for (const over of [
      { job_id: 'job_x' },
      { updated_state: { ...state, job_id: 'job_x' } },
      { event: { ...events[0], job_id: 'x' } },
      { previous_state: { ...state, job_id: 'x' } },
    ]) {
      expect(() => read({ pending: pending(3, over) })).toThrow(
        expect.objectContaining({ code: 'job_invalid' }),
      );
    }
  });
});
