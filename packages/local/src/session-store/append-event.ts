import { buildEvent, nextSequence, type EventDetails, type SessionEvent } from '@gait/evidence';
import { appendLines, type Appended } from '../journals/append-lines.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { loadState, writeState } from './load-state.ts';
import { refuseSealed } from './refuse-sealed.ts';
import { nowText, type SessionContext } from './session-context.ts';
import { sessionFiles } from './session-files.ts';

/** An appended event. */
export interface AppendedEvent {
  readonly event: SessionEvent;
  /** The rest of a broken write that was found and set aside. */
  readonly torn: Appended['torn'];
}

/**
 * Appends one event; any number of processes may do so at once. When the call
 * returns, the event is on the disk (in the lock profile `swarm`: with the system).
 * Takes the same time however long the journal is.
 *
 * @throws CodedError `session_sealed`, those of `readJournal` when the state file
 *   does not fit, `lock_contention`, `lock_lost`, errors of the file system.
 */
export function appendEvent(
  path: string,
  details: EventDetails,
  context: SessionContext,
): AppendedEvent {
  const files = sessionFiles(path);
  return withLockSync(
    path,
    (lock) => {
      refuseSealed(files);
      const { state, head } = loadState(files, context, true);
      const createdAt = nowText(context);
      const { event, line } = buildEvent(
        {
          sessionId: state.session_id,
          runId: state.run_id,
          sequence: nextSequence(state),
          head,
          createdAt,
          producerVersion: context.producerVersion,
        },
        details,
      );
      lock.assertHeld();
      const { size, torn } = appendLines(path, [line], { fsync: context.lock.profile !== 'swarm' });
      writeState(files, {
        ...state,
        updated_at: createdAt,
        producer_version: context.producerVersion,
        last_sequence: event.sequence,
        event_count: state.event_count + 1,
        journal_size_bytes: size,
        chain_head: event.event_hash,
      });
      return { event, torn };
    },
    context.lock,
  );
}
