import { readJournalLine, type JournalEntry } from './journal-line.ts';
import type { RawLine } from './journal-lines.ts';
import { startProgress, type JournalProgress, type Say } from './journal-progress.ts';
import { placeCheckpoint } from './place-checkpoint.ts';
import { placeEvent } from './place-event.ts';
import type { SessionFinding } from './session-finding.ts';
import { hashHeader } from './session-hash.ts';
import {
  SESSION_SCHEMA_VERSION,
  SESSION_SCHEMAS,
  type SessionCheckpoint,
  type SessionHeader,
} from './session-records.ts';

/** An entry in its place. */
export interface PlacedEntry {
  readonly entry: JournalEntry;
  readonly line: RawLine;
  readonly text: string;
  /** Head of the hash chain before and after this entry. */
  readonly before: string;
  readonly head: string;
  /** `lastCheckpointHash` before this entry. */
  readonly lastCheckpointHash: string;
  /** The entry carries its own hash. */
  readonly chained: boolean;
  /** A checkpoint whose events were compacted away. */
  readonly compacted: boolean;
}

/** Told of everything in the order of the file. */
export interface JournalVisitor {
  readonly entry?: (placed: PlacedEntry) => void;
  readonly finding: (finding: SessionFinding) => void;
}

/** What a journal amounts to. */
export interface JournalFacts {
  readonly header: SessionHeader;
  /** Events that stand in the file. */
  readonly eventCount: number;
  /** Sequence of the first and last event that stands in the file, 0 without any. */
  readonly firstSequence: number;
  readonly lastEventSequence: number;
  /** Last sequence of the session, compacted events included. */
  readonly lastSequence: number;
  readonly compactedThrough: number;
  readonly checkpointCount: number;
  readonly lastCheckpoint: SessionCheckpoint | undefined;
  /** Head behind the last checkpoint, behind the header before the first. */
  readonly lastCheckpointHash: string;
  /** Head of the hash chain at the end. */
  readonly head: string;
  /** At least one record carries a hash. */
  readonly chained: boolean;
}

/**
 * Reads a journal line by line in constant memory, checks it by the reference's rules
 * (fatal findings) and by the hash chain (the others), and goes on behind every
 * finding so that the rest is judged too. A visitor that cannot go on throws.
 * Answers undefined when there is no header.
 *
 * Specification: gait-formats §2.13; the chain is described in `session-hash.ts`.
 */
export function foldJournal(
  lines: Iterable<RawLine>,
  visitor: JournalVisitor,
): JournalFacts | undefined {
  const at = startProgress();
  for (const line of lines) {
    const { entry, text, findings } = readJournalLine(line);
    for (const finding of findings) visitor.finding(finding);
    if (entry === undefined) continue;
    const { head: before, lastCheckpointHash } = at;
    const placed = place(at, entry, sayAt(line, visitor));
    if (placed === undefined) continue;
    visitor.entry?.({ entry, line, text, before, head: at.head, lastCheckpointHash, ...placed });
  }
  if (at.header === undefined) {
    visitor.finding({
      code: 'session_header_missing',
      line: 0,
      message: 'the journal has no header',
      fatal: true,
    });
    return undefined;
  }
  return facts(at, at.header);
}

function sayAt(line: RawLine, visitor: JournalVisitor): Say {
  return (code, message, fatal, more = {}) =>
    visitor.finding({
      code,
      line: line.number,
      message: `line ${line.number}: ${message}`,
      fatal,
      ...more,
    });
}

function place(
  at: JournalProgress,
  entry: JournalEntry,
  say: Say,
): { readonly chained: boolean; readonly compacted: boolean } | undefined {
  if (entry.kind === 'header') return placeHeader(at, entry, say);
  if (at.header === undefined) {
    say('session_header_missing', `${entry.kind} before the header`, true);
    return undefined;
  }
  if (entry.kind === 'checkpoint') return placeCheckpoint(at, entry.checkpoint, entry.raw, say);
  return { ...placeEvent(at, entry.event, entry.raw, say), compacted: false };
}

function placeHeader(
  at: JournalProgress,
  { header, raw }: Extract<JournalEntry, { kind: 'header' }>,
  say: Say,
): { chained: boolean; compacted: boolean } | undefined {
  if (at.header !== undefined) {
    say('session_header_duplicate', 'a second header', true);
    return undefined;
  }
  if (header.session_id === '' || header.run_id === '') {
    say('session_header_invalid', 'the header has no session_id or no run_id', true);
  }
  if (header.schema_id !== '' && header.schema_id !== SESSION_SCHEMAS.journal) {
    say('session_schema', `the header has the schema ${JSON.stringify(header.schema_id)}`, false);
  }
  if (header.schema_version !== '' && header.schema_version !== SESSION_SCHEMA_VERSION) {
    // Fatal in every profile: an older build must not continue, or vouch for, a later form.
    say(
      'session_schema',
      `the journal has the version ${JSON.stringify(header.schema_version)}, this build knows ${SESSION_SCHEMA_VERSION}`,
      true,
    );
  }
  at.header = header;
  at.head = hashHeader(raw);
  at.lastCheckpointHash = at.head;
  return { chained: false, compacted: false };
}

function facts(at: JournalProgress, header: SessionHeader): JournalFacts {
  return {
    header,
    eventCount: at.eventCount,
    firstSequence: at.firstSequence,
    lastEventSequence: at.lastEventSequence,
    lastSequence: Math.max(at.lastEventSequence, at.lastCheckpoint?.sequence_end ?? 0),
    compactedThrough: at.compactedThrough,
    checkpointCount: at.checkpointCount,
    lastCheckpoint: at.lastCheckpoint,
    lastCheckpointHash: at.lastCheckpointHash,
    head: at.head,
    chained: at.chained,
  };
}
