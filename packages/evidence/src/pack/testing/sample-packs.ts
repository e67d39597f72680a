import { emptyRecord, singleKey, type KeySet } from '@gait/canon';
import { recordRun } from '../../runpack/record-run.ts';
import { DEFAULTS, sampleRun, TEST_KEY } from '../../runpack/testing/sample-run.ts';
import { sampleTrace, traceFile } from '../../trace/testing/sample-trace.ts';
import { bytesSource } from '../../zip/byte-source.ts';
import { buildAuthorizationPack } from '../build-authorization-pack.ts';
import { buildCallPack } from '../build-call-pack.ts';
import { buildJobPack } from '../build-job-pack.ts';
import { buildRunPack } from '../build-run-pack.ts';
import { jobEventRecord, jobStateRecord, type JobEvent } from '../job-records.ts';
import type { PackType } from '../pack-manifest.ts';
import { readCallRecord } from '../read-call-record.ts';
import type { Job } from '../read-job.ts';

/** The key that signs the samples, as a verifier trusts it. */
export const TRUSTED: KeySet = singleKey(TEST_KEY.publicKey);

const OPTIONS = { producerVersion: '1.0.0', key: TEST_KEY };

/** The runpack inside the samples. */
export const SAMPLE_RUNPACK = recordRun(sampleRun(), DEFAULTS).zip;

/** A job that waited for a decision and was completed. */
export function sampleJob(): Job {
  const event = (revision: number, type: string): JobEvent => ({
    ...emptyRecord(jobEventRecord),
    schema_id: 'gait.job.event',
    schema_version: '1.0.0',
    created_at: `2026-03-07T10:00:0${revision}Z`,
    job_id: 'job_sample',
    revision,
    type,
  });
  return {
    state: {
      ...emptyRecord(jobStateRecord),
      schema_id: 'gait.job.runtime',
      schema_version: '1.0.0',
      created_at: '2026-03-07T10:00:01Z',
      updated_at: '2026-03-07T10:00:03Z',
      producer_version: '1.0.0',
      job_id: 'job_sample',
      status: 'completed',
      stop_reason: 'completed',
      status_reason_code: 'completed',
      environment_fingerprint: 'envfp:sample',
      revision: 3,
      checkpoints: [
        {
          checkpoint_id: 'cp_0001',
          created_at: '2026-03-07T10:00:02Z',
          type: 'completed',
          summary: 'done',
          required_action: '',
          reason_code: 'checkpoint_completed',
          actor: '',
        },
      ],
    },
    events: [event(1, 'submitted'), event(2, 'checkpoint_added'), event(3, 'resumed')],
  };
}

const TYPES = [
  'asr.final',
  'commitment.declared',
  'gate.decision',
  'tts.request',
  'tts.emitted',
  'tool.intent',
  'tool.result',
];

/** A call in which a quote was declared, allowed and spoken, as the JSON of its record. */
export function sampleCallRecord(): Record<string, unknown> {
  const place = { call_id: 'call_sample', call_seq: 5, turn_index: 2, commitment_class: 'quote' };
  return {
    created_at: '2026-03-06T10:00:00Z',
    producer_version: '1.0.0',
    call_id: 'call_sample',
    runpack_path: 'runpack.zip',
    privacy_mode: 'hash_only',
    environment_fingerprint: 'voice:sample',
    events: TYPES.map((event_type, i) => ({
      ...place,
      call_seq: i + 1,
      event_type,
      created_at: `2026-03-06T10:00:0${i + 1}Z`,
      ...(event_type === 'tts.emitted' ? { say_token_id: 'say_1' } : {}),
    })),
    commitments: [
      {
        ...place,
        call_seq: 2,
        created_at: '2026-03-06T10:00:02Z',
        producer_version: '1.0.0',
        context: { identity: 'alice', workspace: '/w', risk_class: 'low' },
        currency: 'eur',
        quote_min_cents: 100,
        quote_max_cents: 200,
      },
    ],
    gate_decisions: [{ ...place, call_seq: 3, verdict: 'allow', reason_codes: ['b', 'a'] }],
    speak_receipts: [
      {
        ...place,
        say_token_id: 'say_1',
        spoken_digest: 'd'.repeat(64),
        emitted_at: '2026-03-06T10:00:05Z',
      },
    ],
    reference_digests: [{ ref_id: 'kb.a', sha256: 'e'.repeat(64) }],
  };
}

/** A bundle that links a trace and an outcome, as the JSON of its file. */
export function sampleBundle(): Record<string, unknown> {
  const { trace_id, policy_digest, intent_digest } = sampleTrace();
  return {
    created_at: '2026-03-07T00:00:00Z',
    producer_version: '1.0.0',
    trace_id,
    policy_digest,
    intent_digest,
    trace_path: 'trace.json',
    outcome_path: 'receipts/outcome.txt',
    outcome_status: 'allow',
  };
}

/** The linked files of `sampleBundle`. */
export function sampleEvidence(path: string): Uint8Array {
  if (path === 'trace.json') return traceFile(sampleTrace());
  if (path === 'receipts/outcome.txt') return text('done');
  throw new Error(`no sample file ${path}`);
}

/** A signed pack of each type. */
export async function samplePack(type: PackType): Promise<Uint8Array> {
  switch (type) {
    case 'run':
      return buildRunPack(bytesSource(SAMPLE_RUNPACK), OPTIONS).bytes;
    case 'job':
      return buildJobPack(sampleJob(), OPTIONS).bytes;
    case 'call':
      return (
        await buildCallPack(readCallRecord(jsonBytes(sampleCallRecord())), SAMPLE_RUNPACK, OPTIONS)
      ).bytes;
    case 'authorization':
      return buildAuthorizationPack(jsonBytes(sampleBundle()), {
        ...OPTIONS,
        readEvidence: sampleEvidence,
      }).bytes;
  }
}

/** A JSON value as bytes. */
export function jsonBytes(value: unknown): Uint8Array {
  return text(JSON.stringify(value));
}

function text(value: string): Uint8Array {
  return Buffer.from(value, 'utf8');
}
