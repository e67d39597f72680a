import { isCodedError, type CodedError } from '@gait/canon';
import type { EventDetails } from '@gait/evidence';
import { EMPTY_HISTORY, type SessionHistory } from '@gait/gate';
import type { LockOptions } from '../locks/lock-options.ts';
import { withLock, withLockSync } from '../locks/with-lock.ts';
import { appendEvent } from './append-event.ts';
import { loadState } from './load-state.ts';
import { refuseSealed } from './refuse-sealed.ts';
import type { SessionContext } from './session-context.ts';
import { sessionFiles } from './session-files.ts';
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

/** What a turn knows of its session. */
type Known = Omit<SessionTurn, 'append'>;

/**
 * Opens the journal at a place that the gate's owner fixed. Nothing is read until the first turn.
 *
 * @param needs `history: false`: no rule asks for earlier calls. The turn has an empty history then
 *   and takes the same time however long the journal is.
 */
export function openSessionJournal(
  path: string,
  context: SessionContext,
  needs: { readonly history: boolean } = { history: true },
): SessionJournal {
  let last: ReadHistory | undefined;
  const readAll = (): Known => {
    last = readHistory(path, last);
    return { ...last, sessionId: last.header.session_id };
  };
  const readPlace = (): Known => {
    const files = sessionFiles(path);
    refuseSealed(files);
    const { state, head } = withLockSync(path, () => loadState(files, context, true), context.lock);
    return {
      sessionId: state.session_id,
      lastSequence: state.last_sequence,
      head,
      history: EMPTY_HISTORY,
    };
  };
  const read = (): Known | CodedError => {
    try {
      return needs.history ? readAll() : readPlace();
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
          const { sessionId, lastSequence, head, history } = found;
          return work({
            sessionId,
            lastSequence,
            head,
            history,
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
