import { compactJson, encodeRecord, toUtc, type JsonObject } from '@gait/canon';
import { foldJournal, type JournalFacts, type PlacedEntry } from './journal-fold.ts';
import type { RawLine } from './journal-lines.ts';
import { findingError } from './session-finding.ts';
import {
  SESSION_SCHEMA_VERSION,
  SESSION_SCHEMAS,
  sessionCheckpointRecord,
  sessionEventRecord,
  sessionHeaderRecord,
  type SessionCheckpoint,
} from './session-records.ts';

/** A compacted journal. */
export interface CompactedJournal {
  /** Of the journal before. */
  readonly facts: JournalFacts;
  /** Of the journal after. */
  readonly after: JournalFacts;
  /** All of them, as they stood in the journal before. */
  readonly checkpoints: readonly SessionCheckpoint[];
  readonly text: string;
}

/**
 * Leaves out the events that a checkpoint covers: header, all checkpoints and later
 * events remain (gait-formats §2.13). Holds no more than what remains in memory.
 *
 * A journal without hashes is written as the reference writes it, to the byte. In a
 * chained one the lines stay as they are, and a checkpoint of the reference is given
 * the `chain_head` and `prev_checkpoint_hash` its place implied, so that the chain
 * can be followed from there without the events.
 *
 * Throws the first finding: compaction must not wipe out the traces of a change.
 */
export function compactJournal(lines: Iterable<RawLine>): CompactedJournal {
  const kept: PlacedEntry[] = [];
  let pending: PlacedEntry[] = [];
  const facts = foldJournal(lines, {
    finding(finding) {
      throw findingError(finding);
    },
    entry(placed) {
      if (placed.entry.kind === 'event') {
        pending.push(placed);
        return;
      }
      kept.push(placed);
      if (placed.entry.kind !== 'checkpoint') return;
      const covered = placed.entry.checkpoint.sequence_end;
      pending = pending.filter(
        ({ entry }) => entry.kind === 'event' && entry.event.sequence > covered,
      );
    },
  });
  if (facts === undefined) throw new Error('a fold without header reports it');
  const all = [...kept, ...pending];
  const first = pending[0]?.entry;
  const last = pending.at(-1)?.entry;
  return {
    facts,
    after: {
      ...facts,
      eventCount: pending.length,
      firstSequence: first?.kind === 'event' ? first.event.sequence : 0,
      lastEventSequence: last?.kind === 'event' ? last.event.sequence : 0,
      compactedThrough: facts.lastCheckpoint?.sequence_end ?? 0,
    },
    checkpoints: kept.flatMap(({ entry }) =>
      entry.kind === 'checkpoint' ? [entry.checkpoint] : [],
    ),
    text: all
      .map((placed) => `${facts.chained ? chainedLine(placed) : plainLine(placed)}\n`)
      .join(''),
  };
}

function plainLine({ entry }: PlacedEntry): string {
  switch (entry.kind) {
    case 'header': {
      const { header } = entry;
      const bare = {
        ...header,
        schema_id: SESSION_SCHEMAS.journal,
        schema_version: SESSION_SCHEMA_VERSION,
        created_at: toUtc(header.created_at),
        started_at: toUtc(header.started_at),
      };
      return line(
        'header',
        encodeRecord(sessionHeaderRecord, { ...bare, events: null, checkpoints: null }),
      );
    }
    case 'event':
      return line('event', encodeRecord(sessionEventRecord, entry.event));
    case 'checkpoint':
      return line('checkpoint', encodeRecord(sessionCheckpointRecord, entry.checkpoint));
  }
}

function chainedLine({ entry, text, before, lastCheckpointHash }: PlacedEntry): string {
  if (entry.kind === 'header') {
    const { checkpoints: _, ...raw } = entry.raw;
    return line('header', { ...raw, events: null });
  }
  if (entry.kind === 'checkpoint' && entry.checkpoint.chain_head === '') {
    return line('checkpoint', {
      ...entry.raw,
      chain_head: before,
      prev_checkpoint_hash: lastCheckpointHash,
    });
  }
  return text;
}

function line(kind: string, value: JsonObject): string {
  return compactJson({ record_type: kind, [kind]: value });
}
