import { lstatSync } from 'node:fs';
import { CodedError } from '@gait/canon';
import { hashEvent, readJournalLine, type SessionEvent, type SessionHeader } from '@gait/evidence';
import {
  cutHistory,
  EMPTY_HISTORY,
  extendHistory,
  type SessionEntry,
  type SessionHistory,
} from '@gait/gate';
import { readLines } from '../journals/read-lines.ts';
import { readState } from './load-state.ts';
import { readJournal } from './read-journal.ts';
import { refuseSealed } from './refuse-sealed.ts';
import { entriesOf } from './session-entries.ts';
import { sessionFiles } from './session-files.ts';

/** A journal as rules over earlier calls see it. */
export interface ReadHistory {
  readonly header: SessionHeader;
  readonly history: SessionHistory;
  readonly lastSequence: number;
  /** Head of the hash chain behind the last event. */
  readonly head: string;
  /** Bytes that were read. */
  readonly size: number;
  /** Of the file that was read. */
  readonly inode: bigint;
}

/** Entries that are put into a history at once: each time costs what the history holds. */
const BATCH = 4_096;

/**
 * The history of a session from its journal. With what was read before, only what was added since
 * is read; the hashes must follow from there.
 *
 * @throws CodedError those of `readJournal` for any flaw; `session_sealed`;
 *   `session_history_replaced` when the journal holds less than it did.
 */
export function readHistory(path: string, before?: ReadHistory): ReadHistory {
  refuseSealed(sessionFiles(path));
  const read = (before && readAdded(path, before)) ?? readWholeHistory(path);
  const known = readState(sessionFiles(path).state);
  const counted = Math.max(before?.lastSequence ?? 0, known?.last_sequence ?? 0);
  if (read.lastSequence >= counted) return read;
  throw new CodedError(
    'session_history_replaced',
    `the journal ends at event ${read.lastSequence}, it had reached ${counted}`,
    { hint: 'put the journal back, or start a new session', where: { file: path } },
  );
}

function readWholeHistory(path: string): ReadHistory {
  const inode = inodeOf(path);
  let history = EMPTY_HISTORY;
  let cut = false;
  let batch: SessionEntry[] = [];
  const { facts, size } = readJournal(path, {
    flawless: true,
    tornFrom: readState(sessionFiles(path).state)?.journal_size_bytes,
    visit: ({ entry, compacted }) => {
      cut ||= compacted;
      if (entry.kind !== 'event') return;
      batch.push(...entriesOf(entry.event));
      if (batch.length < BATCH) return;
      history = extendHistory(history, batch);
      batch = [];
    },
  });
  history = extendHistory(history, batch);
  return {
    header: facts.header,
    history: cut || facts.compactedThrough > 0 ? cutHistory(history) : history,
    lastSequence: facts.lastSequence,
    head: facts.head,
    size,
    inode,
  };
}

/** Undefined when the whole journal must be read: it was replaced, or something else was added. */
function readAdded(path: string, before: ReadHistory): ReadHistory | undefined {
  if (inodeOf(path) !== before.inode) return undefined;
  let { lastSequence, head, size } = before;
  const entries: SessionEntry[] = [];
  for (const line of readLines(path, { from: before.size })) {
    if (!line.complete) break;
    const { entry, findings } = readJournalLine(line);
    size = line.offset + line.bytes.length + 1;
    if (findings.length > 0) return undefined;
    if (entry === undefined) continue;
    if (entry.kind !== 'event') return undefined;
    const { event } = entry;
    const follows =
      belongs(event, before.header) &&
      event.sequence === lastSequence + 1 &&
      event.prev_hash === head &&
      hashEvent(entry.raw, head) === event.event_hash;
    if (!follows) return undefined;
    entries.push(...entriesOf(event));
    lastSequence = event.sequence;
    head = event.event_hash;
  }
  if (size === before.size) return lstatSync(path).size < size ? undefined : before;
  return {
    ...before,
    history: extendHistory(before.history, entries),
    lastSequence,
    head,
    size,
  };
}

function belongs(event: SessionEvent, header: SessionHeader): boolean {
  return event.session_id === header.session_id && event.run_id === header.run_id;
}

/** A journal through a link could be another one at every look. */
function inodeOf(path: string): bigint {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats?.isSymbolicLink() !== true) return stats?.ino ?? 0n;
  throw new CodedError('path_unsafe', `the journal ${path} is a symbolic link`, {
    hint: 'name the file itself',
    where: { file: path },
  });
}
