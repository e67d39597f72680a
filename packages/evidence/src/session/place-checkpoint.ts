import type { JsonObject } from '@gait/canon';
import { checkpointDigest } from './checkpoint-digest.ts';
import type { JournalProgress, Say } from './journal-progress.ts';
import { range } from './place-event.ts';
import { hashCheckpoint, headBehind } from './session-hash.ts';
import { SESSION_SCHEMAS, type SessionCheckpoint } from './session-records.ts';

/** Judges a checkpoint in its place and moves the progress past it. */
export function placeCheckpoint(
  at: JournalProgress,
  checkpoint: SessionCheckpoint,
  raw: JsonObject,
  say: Say,
): { chained: boolean; compacted: boolean } {
  judgeLinkage(at, checkpoint, say);
  const whole = judgeRange(at, checkpoint, say);
  const compacted = whole === 'compacted';
  const chained = checkpoint.checkpoint_hash !== '';
  // Compacted events are gone; where the chain stood behind them only the checkpoint tells.
  const before = compacted && checkpoint.chain_head !== '' ? checkpoint.chain_head : at.head;
  judgeHashes(at, checkpoint, raw, before, whole !== 'broken', say);
  const hash = chained
    ? checkpoint.checkpoint_hash
    : hashCheckpoint(raw, before, at.lastCheckpointHash);
  at.chained ||= chained;
  at.checkpointCount++;
  at.lastCheckpoint = checkpoint;
  at.head = headBehind(hash, raw['signatures']);
  at.lastCheckpointHash = at.head;
  at.pendingCount = 0;
  if (compacted) at.compactedThrough = checkpoint.sequence_end;
  at.track.advance(checkpoint.sequence_end, at.head);
  return { chained, compacted };
}

/** The reference's own rules, in its order. */
function judgeLinkage(at: JournalProgress, checkpoint: SessionCheckpoint, say: Say): void {
  const index = checkpoint.checkpoint_index;
  const last = at.lastCheckpoint;
  if (checkpoint.session_id !== at.header?.session_id || checkpoint.run_id !== at.header.run_id) {
    say('session_identity_mismatch', `checkpoint ${index} belongs to another session or run`, true);
  }
  if (checkpoint.schema_id !== SESSION_SCHEMAS.checkpoint) {
    say(
      'session_schema',
      `checkpoint ${index} has the schema ${JSON.stringify(checkpoint.schema_id)}`,
      false,
    );
  }
  const expected = (last?.checkpoint_index ?? 0) + 1;
  if (index !== expected)
    say('session_checkpoint_index', `checkpoint ${index} where ${expected} is expected`, true);
  if (checkpoint.sequence_start < 1 || checkpoint.sequence_end < checkpoint.sequence_start) {
    say('session_checkpoint_range', `checkpoint ${index} has no valid range of events`, true);
  }
  if (checkpoint.sequence_start <= (last?.sequence_end ?? 0)) {
    say('session_checkpoint_overlap', `checkpoint ${index} begins inside the one before`, true);
  }
  if (checkpoint.prev_checkpoint_digest !== (last?.checkpoint_digest ?? '')) {
    // The reference does not look at the first one.
    say(
      'session_checkpoint_link',
      `checkpoint ${index} does not name the digest of the one before`,
      index > 1,
    );
  }
  if (checkpoint.checkpoint_digest !== checkpointDigest(checkpoint)) {
    say('session_checkpoint_digest', `checkpoint ${index} does not have the digest it says`, true);
  }
}

type Presence = 'present' | 'compacted' | 'broken';

/**
 * The events of a checkpoint stand before it, all of them, or were compacted away,
 * all of them, together with everything older. The reference takes any checkpoint as
 * a reason for events to be missing; so a cut could hide behind one.
 */
function judgeRange(at: JournalProgress, checkpoint: SessionCheckpoint, say: Say): Presence {
  const { checkpoint_index: index, sequence_start: start, sequence_end: end } = checkpoint;
  const covered = at.lastCheckpoint?.sequence_end ?? 0;
  if (start > covered + 1) {
    const missing = [covered + 1, start - 1] as const;
    say(
      'session_checkpoint_gap',
      `${range(missing)} in no checkpoint before checkpoint ${index}`,
      false,
      { missing },
    );
  }
  const next = at.track.expected;
  if (next <= end) {
    if (at.eventCount === 0) return 'compacted';
    const missing = [next, end] as const;
    say('session_gap', `${range(missing)} missing before checkpoint ${index}`, false, { missing });
    return 'broken';
  }
  if (next > end + 1) {
    say(
      'session_reordered',
      `checkpoint ${index} stands behind event ${next - 1}, which it does not cover`,
      false,
    );
    return 'broken';
  }
  return 'present';
}

function judgeHashes(
  at: JournalProgress,
  checkpoint: SessionCheckpoint,
  raw: JsonObject,
  before: string,
  inPlace: boolean,
  say: Say,
): void {
  const index = checkpoint.checkpoint_index;
  if (checkpoint.chain_head !== '' && checkpoint.chain_head !== before && inPlace) {
    say('session_chain_broken', `checkpoint ${index} does not follow what stands before it`, false);
  }
  const chained = checkpoint.checkpoint_hash !== '';
  if (isHalfChained(checkpoint)) {
    say('session_edited', `checkpoint ${index} has lost a part of its hashes`, false);
  }
  if (
    (chained || checkpoint.prev_checkpoint_hash !== '') &&
    checkpoint.prev_checkpoint_hash !== at.lastCheckpointHash
  ) {
    const named = index === 1 ? 'the header' : 'the checkpoint before';
    say('session_chain_broken', `checkpoint ${index} does not name the hash of ${named}`, false);
  }
  if (!chained) return;
  if (
    hashCheckpoint(raw, checkpoint.chain_head, checkpoint.prev_checkpoint_hash) !==
    checkpoint.checkpoint_hash
  ) {
    say(
      'session_edited',
      `checkpoint ${index} is not what its checkpoint_hash says: it was changed`,
      false,
    );
  }
  if (checkpoint.event_count !== checkpoint.sequence_end) {
    say(
      'session_count_mismatch',
      `checkpoint ${index} counts ${checkpoint.event_count} events, its range ends at ${checkpoint.sequence_end}`,
      false,
    );
  }
}

/** All of the chain's fields, none, or the two that compaction gives to a checkpoint of the reference. */
export function isHalfChained(checkpoint: SessionCheckpoint): boolean {
  const placed = checkpoint.chain_head !== '';
  if ((checkpoint.prev_checkpoint_hash !== '') !== placed) return true;
  const own = checkpoint.checkpoint_hash !== '';
  return (checkpoint.event_count !== 0) !== own || (own && !placed);
}
