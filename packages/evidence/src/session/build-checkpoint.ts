import {
  compactJson,
  encodeRecord,
  signValue,
  toLower,
  toUtc,
  trimSpace,
  type SigningKey,
} from '@gait/canon';
import { recordRun, type RecordedRun } from '../runpack/record-run.ts';
import {
  RUNPACK_SCHEMA_VERSION,
  RUNPACK_SCHEMAS,
  type TimelineEvent,
} from '../runpack/runpack-records.ts';
import { checkpointDigest } from './checkpoint-digest.ts';
import { intentOf, resultOf } from './checkpoint-records.ts';
import type { JournalFacts } from './journal-fold.ts';
import { hashCheckpoint, headBehind, unsignedCheckpoint } from './session-hash.ts';
import {
  relateCheckpoint,
  relateTimelineEnd,
  relateTimelineEvent,
} from './session-relationship.ts';
import {
  SESSION_SCHEMA_VERSION,
  SESSION_SCHEMAS,
  sessionCheckpointRecord,
  type SessionCheckpoint,
  type SessionEvent,
} from './session-records.ts';

/** What a checkpoint is made of. */
export interface CheckpointInput {
  readonly facts: JournalFacts;
  /** The events since the last checkpoint, at least one. */
  readonly events: readonly [SessionEvent, ...SessionEvent[]];
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly producerVersion: string;
  /** Where the runpack will lie, as the chain will name it. */
  readonly runpackPath: string;
  /** Operating system and architecture by Go's names. */
  readonly os: string;
  readonly arch: string;
  /** Signs the runpack and the checkpoint. */
  readonly signingKey?: SigningKey;
}

/** A checkpoint, its runpack, and the journal line without its line end. */
export interface BuiltCheckpoint {
  readonly checkpoint: SessionCheckpoint;
  readonly runpack: RecordedRun;
  readonly line: string;
  /** Head of the hash chain behind it. */
  readonly head: string;
}

/** Makes the next checkpoint of a session and its runpack (gait-formats §2.13). */
export function buildCheckpoint(input: CheckpointInput): BuiltCheckpoint {
  const index = (input.facts.lastCheckpoint?.checkpoint_index ?? 0) + 1;
  const runId = checkpointRunId(input.facts.header.run_id, index);
  const runpack = buildRunpack(input, index, runId);
  const bare = bareCheckpoint(input, index, runId, runpack.manifest.manifest_digest);
  const raw = encodeRecord(sessionCheckpointRecord, bare);
  const hashed = {
    ...bare,
    checkpoint_hash: hashCheckpoint(raw, bare.chain_head, bare.prev_checkpoint_hash),
  };
  const checkpoint = input.signingKey === undefined ? hashed : sign(hashed, input.signingKey);
  const stored = encodeRecord(sessionCheckpointRecord, checkpoint);
  const line = compactJson({ record_type: 'checkpoint', checkpoint: stored });
  return {
    checkpoint,
    runpack,
    line,
    head: headBehind(checkpoint.checkpoint_hash, stored['signatures']),
  };
}

/** Run id of the runpack of a checkpoint. */
export function checkpointRunId(runId: string, index: number): string {
  return `${runId}_cp_${String(index).padStart(4, '0')}`;
}

function bareCheckpoint(
  input: CheckpointInput,
  index: number,
  runId: string,
  manifest: string,
): SessionCheckpoint {
  const { facts, events } = input;
  const { header, lastCheckpoint: last } = facts;
  const linked = {
    manifest_digest: manifest,
    prev_checkpoint_digest: last?.checkpoint_digest ?? '',
    checkpoint_index: index,
    sequence_start: events[0].sequence,
    sequence_end: (events.at(-1) ?? events[0]).sequence,
  };
  const digest = checkpointDigest(linked);
  return {
    schema_id: SESSION_SCHEMAS.checkpoint,
    schema_version: SESSION_SCHEMA_VERSION,
    created_at: input.createdAt,
    producer_version: input.producerVersion,
    session_id: header.session_id,
    run_id: header.run_id,
    ...linked,
    runpack_path: input.runpackPath,
    checkpoint_digest: digest,
    relationship: relateCheckpoint({
      sessionId: header.session_id,
      runId: header.run_id,
      checkpointRunId: runId,
      checkpointDigest: digest,
      manifestDigest: manifest,
    }),
    ...safetyInvariant(events),
    event_count: linked.sequence_end,
    chain_head: facts.head,
    prev_checkpoint_hash: facts.lastCheckpointHash,
    checkpoint_hash: '',
    signatures: null,
  };
}

/** That of the last event which has both. */
function safetyInvariant(
  events: readonly SessionEvent[],
): Pick<SessionCheckpoint, 'safety_invariant_version' | 'safety_invariant_hash'> {
  const last = events.findLast(
    (event) =>
      trimSpace(event.safety_invariant_version) !== '' &&
      trimSpace(event.safety_invariant_hash) !== '',
  );
  return {
    safety_invariant_version: trimSpace(last?.safety_invariant_version ?? ''),
    safety_invariant_hash: toLower(trimSpace(last?.safety_invariant_hash ?? '')),
  };
}

function sign(checkpoint: SessionCheckpoint, key: SigningKey): SessionCheckpoint {
  const { alg, key_id, sig, signed_digest } = signValue(
    key,
    unsignedCheckpoint(encodeRecord(sessionCheckpointRecord, checkpoint)),
  );
  return { ...checkpoint, signatures: [{ alg, key_id, sig, signed_digest: signed_digest ?? '' }] };
}

function buildRunpack(input: CheckpointInput, index: number, runId: string): RecordedRun {
  const { events, createdAt, producerVersion, facts } = input;
  const sessionId = facts.header.session_id;
  const reference = `checkpoint:${index}`;
  const shared = {
    schema_version: RUNPACK_SCHEMA_VERSION,
    producer_version: producerVersion,
    run_id: runId,
  };
  const timeline: TimelineEvent[] = events.map((event) => ({
    event: 'session_event',
    ts: toUtc(event.created_at),
    ref: event.trace_id,
    relationship: relateTimelineEvent({
      checkpointRunId: runId,
      sessionId,
      traceId: event.trace_id,
      toolName: event.tool_name,
      policyDigest: event.policy_digest,
    }),
  }));
  timeline.push({
    event: 'session_checkpoint_emitted',
    ts: createdAt,
    ref: reference,
    relationship: relateTimelineEnd(runId, reference),
  });
  return recordRun(
    {
      run: {
        schema_id: RUNPACK_SCHEMAS.run,
        ...shared,
        created_at: createdAt,
        env: { os: '', arch: '', runtime: '' },
        timeline,
      },
      intents: events.map((event, i) => intentOf(event, i, sessionId, shared)),
      results: events.map((event, i) => resultOf(event, i, shared)),
      refs: {
        schema_id: '',
        schema_version: '',
        created_at: createdAt,
        producer_version: '',
        run_id: runId,
        context_set_digest: '',
        context_evidence_mode: '',
        context_ref_count: 0,
        receipts: [],
      },
      captureMode: 'reference',
      ...(input.signingKey === undefined ? {} : { signingKey: input.signingKey }),
    },
    { createdAt, os: input.os, arch: input.arch },
  );
}
