import { isCodedError, type CodedError } from '@gait/canon';
import type { EventDetails } from '@gait/evidence';
import type { SessionHistory } from '@gait/gate';
import type { LockOptions } from '../locks/lock-options.ts';
import { withLock } from '../locks/with-lock.ts';
import { appendEvent } from './append-event.ts';
import type { SessionContext } from './session-context.ts';
import { readHistory, type ReadHistory } from './session-history.ts';

/** A session while one call of it is decided. */
export interface SessionTurn {
  readonly sessionId: string;
  /** The last event that the history holds. */
  readonly lastSequence: number;
  /** Head of the hash chain behind it. */
  readonly head: string;
  readonly history: SessionHistory;
  /**
   * Writes the decided call; on the disk when it returns. Answers its sequence.
   *
   * @throws CodedError those of `appendEvent`.
   */
  append(details: EventDetails): number;
}

/** The journal of one session, for a gate that decides its calls one after the other. */
export interface SessionJournal {
  /**
   * Runs `work` while no other call of the session is decided, in this process or another.
   * It is given the fault instead when the journal cannot be read.
   *
   * @throws CodedError `lock_contention`, and what `work` throws.
   */
  inTurn<T>(work: (turn: SessionTurn | CodedError) => Promise<T>): Promise<T>;
}

/** Turns are longer than an append: a broker may be asked for a credential. */
const TURN_LOCK: LockOptions = {
  profile: 'turn',
  timeoutMs: 30_000,
  retryMs: 10,
  staleAfterMs: 300_000,
};

/** What a decision depends on is on the disk, also where the environment spares events their fsync. */
function synced(context: SessionContext): SessionContext {
  return { ...context, lock: { ...context.lock, profile: 'gate' } };
}

/** Opens the journal at a place that the gate's owner fixed. Nothing is read until the first turn. */
export function openSessionJournal(path: string, context: SessionContext): SessionJournal {
  let last: ReadHistory | undefined;
  const read = (): ReadHistory | CodedError => {
    try {
      last = readHistory(path, last);
      return last;
    } catch (error) {
      if (isCodedError(error)) return error;
      throw error;
    }
  };
  return {
    // Not the lock of the journal itself: the append inside the turn takes that one.
    inTurn: (work) =>
      withLock(
        `${path}.turn`,
        (lock) => {
          const found = read();
          if (isCodedError(found)) return work(found);
          return work({
            sessionId: found.header.session_id,
            lastSequence: found.lastSequence,
            head: found.head,
            history: found.history,
            append(details) {
              lock.assertHeld();
              return appendEvent(path, details, synced(context)).event.sequence;
            },
          });
        },
        TURN_LOCK,
      ),
  };
}
