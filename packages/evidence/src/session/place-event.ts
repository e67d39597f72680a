import type { JsonObject } from '@gait/canon';
import type { JournalProgress, Say } from './journal-progress.ts';
import type { SequenceVerdict } from './sequence-track.ts';
import { hashEvent } from './session-hash.ts';
import { SESSION_SCHEMAS, type SessionEvent } from './session-records.ts';

/** Judges an event in its place and moves the progress past it. */
export function placeEvent(
  at: JournalProgress,
  event: SessionEvent,
  raw: JsonObject,
  say: Say,
): { chained: boolean } {
  const { sequence } = event;
  const place = { sequence };
  if (event.session_id !== at.header?.session_id || event.run_id !== at.header.run_id) {
    say(
      'session_identity_mismatch',
      `event ${sequence} belongs to another session or run`,
      true,
      place,
    );
  }
  if (event.schema_id !== SESSION_SCHEMAS.event) {
    say(
      'session_schema',
      `event ${sequence} has the schema ${JSON.stringify(event.schema_id)}`,
      false,
      place,
    );
  }
  const chained = event.event_hash !== '' || event.prev_hash !== '';
  const hash = chained ? event.event_hash : hashEvent(raw, at.head);
  if (chained) judgeOwnHash(event, raw, say);
  const verdict = at.track.judge(sequence, hash, chained ? event.prev_hash : undefined);
  if (verdict.kind === 'next') judgeLink(at, event, chained, say);
  else sayVerdict(verdict, sequence, say);
  advance(at, sequence, hash, chained, verdict);
  return { chained };
}

/** Found without any key: the event does not have the hash it says it has. */
function judgeOwnHash(event: SessionEvent, raw: JsonObject, say: Say): void {
  if (hashEvent(raw, event.prev_hash) === event.event_hash) return;
  const { sequence } = event;
  say(
    'session_edited',
    `event ${sequence} is not what its event_hash says: it was changed`,
    false,
    { sequence },
  );
}

/**
 * Whoever changes an event and computes its hash anew breaks the link here, unless
 * he computes every later hash too: then only a seal, a signed checkpoint or a known
 * head finds him.
 */
function judgeLink(at: JournalProgress, event: SessionEvent, chained: boolean, say: Say): void {
  if (chained && event.prev_hash !== at.head) sayLoose(event.sequence, say);
}

function sayLoose(sequence: number, say: Say): void {
  say(
    'session_chain_broken',
    `event ${sequence} does not follow what stands before it: an earlier record was changed, removed or put in`,
    false,
    { sequence },
  );
}

function sayVerdict(verdict: SequenceVerdict, sequence: number, say: Say): void {
  switch (verdict.kind) {
    case 'gap':
      return say(
        'session_gap',
        `${range(verdict.missing)} missing before event ${sequence}`,
        true,
        verdict,
      );
    case 'reordered':
      say('session_reordered', `event ${sequence} stands behind a later one`, true, { sequence });
      return verdict.loose.forEach((loose) => sayLoose(loose, say));
    case 'duplicate':
      return say('session_duplicate', `event ${sequence} stands here a second time`, true, {
        sequence,
      });
    case 'fork':
      return say(
        'session_fork',
        `a second, different event ${sequence}: the journal was continued twice`,
        true,
        { sequence },
      );
    case 'next':
  }
}

/** A range of sequences in words. */
export function range([from, to]: readonly [number, number]): string {
  return from === to ? `event ${from} is` : `events ${from} to ${to} are`;
}

/** Copies and strays do not move the head: what follows them is judged as if they were not there. */
function advance(
  at: JournalProgress,
  sequence: number,
  hash: string,
  chained: boolean,
  verdict: SequenceVerdict,
): void {
  at.eventCount++;
  at.chained ||= chained;
  if (verdict.kind !== 'next' && verdict.kind !== 'gap') return;
  if (at.firstSequence === 0) at.firstSequence = sequence;
  if (at.pendingCount === 0) at.pendingFirst = sequence;
  at.pendingCount++;
  at.lastEventSequence = sequence;
  at.head = hash;
}
