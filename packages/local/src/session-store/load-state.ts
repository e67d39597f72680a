import { readFileSync } from 'node:fs';
import {
  encodeState,
  headBehind,
  parseState,
  stateOf,
  type JournalEntry,
  type SessionState,
} from '@gait/evidence';
import { writeWhole } from '../files/write-whole.ts';
import { readJournal } from './read-journal.ts';
import { readTail } from './read-tail.ts';
import { nowText, type SessionContext } from './session-context.ts';
import type { SessionFiles } from './session-files.ts';

/** State of a session, and the head of its hash chain. */
export interface LoadedState {
  readonly state: SessionState;
  readonly head: string;
}

/**
 * The state of a session: from its state file in constant time while that fits the
 * journal, else from the whole journal, and written anew. The caller holds the lock.
 *
 * @param needsHead The reference drops the chain's head from the file: then those who
 *   need it read the journal.
 * @throws CodedError as `readJournal`.
 */
export function loadState(
  files: SessionFiles,
  context: SessionContext,
  needsHead: boolean,
): LoadedState {
  const cached = readState(files.state);
  const tail = readTail(files.journal);
  const fits =
    cached !== undefined &&
    tail !== undefined &&
    cached.journal_size_bytes === tail.size &&
    tailFits(cached, tail.last);
  if (fits && (!needsHead || cached.chain_head !== ''))
    return { state: cached, head: cached.chain_head };
  const { facts, size } = readJournal(files.journal, { tornFrom: tornFrom(cached) });
  const state = stateOf(facts, nowText(context), size);
  if (!fits) writeState(files, state);
  return { state: fits ? cached : state, head: facts.head };
}

/**
 * Where a partial last line may begin so that it is known to be the rest of a write
 * that nobody was told of: behind what the state file counts. Without a state file
 * nothing is known, and cutting such a line off is left to a person.
 */
function tornFrom(cached: SessionState | undefined): number | undefined {
  return cached?.journal_size_bytes;
}

/**
 * A journal of the same size that was put in place of ours ends with another record; a
 * state file that was changed would make us write a sequence that breaks the journal.
 */
function tailFits(state: SessionState, last: JournalEntry | undefined): boolean {
  if (last === undefined || last.kind === 'header') return true;
  const record = last.kind === 'event' ? last.event : last.checkpoint;
  if (record.session_id !== state.session_id || record.run_id !== state.run_id) return false;
  const [counted, stored, hash] =
    last.kind === 'event'
      ? [state.last_sequence, last.event.sequence, last.event.event_hash]
      : [
          state.last_checkpoint_sequence,
          last.checkpoint.sequence_end,
          last.checkpoint.checkpoint_hash,
        ];
  if (counted !== stored) return false;
  // A record of the reference holds no hash to compare.
  if (hash === '' || state.chain_head === '') return true;
  return (
    state.chain_head === (last.kind === 'event' ? hash : headBehind(hash, last.raw['signatures']))
  );
}

/** The state file as it is; undefined when it cannot be read. */
export function readState(path: string): SessionState | undefined {
  try {
    return parseState(readFileSync(path));
  } catch {
    // A cache that cannot be read is one that is not there.
    return undefined;
  }
}

/** Whole but not fsynced: what is lost in a power cut is made again. */
export function writeState(files: SessionFiles, state: SessionState): void {
  writeWhole(files.state, encodeState(state), { sync: false });
}
