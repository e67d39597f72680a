import {
  decodeRecord,
  encodeRecord,
  isCodedError,
  isZeroTime,
  parseJson,
  prettyJson,
  toUtc,
  trimSpace,
} from '@gait/canon';
import type { JournalFacts } from './journal-fold.ts';
import {
  SESSION_SCHEMA_VERSION,
  SESSION_SCHEMAS,
  sessionStateRecord,
  type SessionState,
} from './session-records.ts';

/**
 * The state file: a cache of what the journal says. It is believed only as long as it
 * names the journal's size, and never by a verifier.
 */

/** The cached state, or undefined when the bytes are none: then it is rebuilt. */
export function parseState(bytes: Uint8Array): SessionState | undefined {
  let state: SessionState;
  try {
    state = decodeRecord(sessionStateRecord, parseJson(bytes), { fold: true });
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
  const counters = [
    state.event_count,
    state.last_sequence,
    state.checkpoint_count,
    state.last_checkpoint_index,
    state.last_checkpoint_sequence,
    state.journal_size_bytes,
  ];
  const known =
    trimSpace(state.schema_id) === SESSION_SCHEMAS.state &&
    trimSpace(state.schema_version) === SESSION_SCHEMA_VERSION &&
    trimSpace(state.session_id) !== '' &&
    trimSpace(state.run_id) !== '';
  return known && counters.every((count) => Number.isSafeInteger(count) && count >= 0)
    ? state
    : undefined;
}

/** The bytes of a state file. */
export function encodeState(state: SessionState): string {
  return prettyJson(
    encodeRecord(sessionStateRecord, {
      ...state,
      schema_id: SESSION_SCHEMAS.state,
      schema_version: SESSION_SCHEMA_VERSION,
      updated_at: toUtc(state.updated_at),
      producer_version: orDev(state.producer_version),
      created_at: toUtc(state.created_at),
      started_at: toUtc(state.started_at),
    }),
  );
}

/** The state that a journal amounts to. `now` is RFC 3339 in UTC, `size` the journal's bytes. */
export function stateOf(facts: JournalFacts, now: string, size: number): SessionState {
  const { header, lastCheckpoint } = facts;
  const started = toUtc(header.started_at);
  const created = [toUtc(header.created_at), started, now].find((time) => !isZeroTime(time)) ?? now;
  return {
    schema_id: SESSION_SCHEMAS.state,
    schema_version: SESSION_SCHEMA_VERSION,
    updated_at: now,
    producer_version: orDev(header.producer_version),
    session_id: header.session_id,
    run_id: header.run_id,
    created_at: created,
    started_at: isZeroTime(started) ? created : started,
    event_count: facts.eventCount,
    last_sequence: facts.lastEventSequence,
    checkpoint_count: facts.checkpointCount,
    last_checkpoint_index: lastCheckpoint?.checkpoint_index ?? 0,
    last_checkpoint_sequence: lastCheckpoint?.sequence_end ?? 0,
    last_checkpoint_digest: trimSpace(lastCheckpoint?.checkpoint_digest ?? ''),
    journal_size_bytes: size,
    // A journal of the reference alone keeps the reference's state file.
    chain_head: facts.chained ? facts.head : '',
  };
}

/**
 * The sequence that comes next. After a compaction that left no event the state says
 * 0; the reference then writes 1 and can never read its journal again.
 */
export function nextSequence(state: SessionState): number {
  return Math.max(state.last_sequence, state.last_checkpoint_sequence) + 1;
}

function orDev(version: string): string {
  return trimSpace(version) === '' ? '0.0.0-dev' : trimSpace(version);
}
