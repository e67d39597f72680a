import { buildHeader, stateOf, type SessionState } from '@gait/evidence';
import { CodedError, trimSpace } from '@gait/canon';
import { existsSync } from 'node:fs';
import { appendLines } from '../journals/append-lines.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { loadState, writeState } from './load-state.ts';
import { readJournal } from './read-journal.ts';
import { nowText, type SessionContext } from './session-context.ts';
import { sessionFiles } from './session-files.ts';

/**
 * Begins a session: writes the journal's header. A journal of the same session and
 * run is left as it is.
 *
 * @param path Of the journal, absolute or below the current folder.
 * @throws CodedError `session_already_started` (another session or run), those of
 *   `readJournal`, `lock_contention`, errors of the file system.
 */
export function startSession(
  path: string,
  given: { readonly sessionId: string; readonly runId: string },
  context: SessionContext,
): SessionState {
  const sessionId = trimSpace(given.sessionId);
  const runId = trimSpace(given.runId);
  if (sessionId === '' || runId === '') {
    throw new CodedError('invalid_input', 'session_id and run_id are required', {
      hint: 'name both',
    });
  }
  const files = sessionFiles(path);
  return withLockSync(
    path,
    () => {
      if (existsSync(path)) {
        const { header } = readJournal(path).facts;
        if (header.session_id !== sessionId || header.run_id !== runId)
          throw otherSession(path, header.session_id);
        return loadState(files, context, false).state;
      }
      const createdAt = nowText(context);
      const { header, line, head } = buildHeader({
        sessionId,
        runId,
        createdAt,
        producerVersion: context.producerVersion,
      });
      const { size } = appendLines(path, [line]);
      const state = stateOf({ ...EMPTY, header, head, lastCheckpointHash: head }, createdAt, size);
      writeState(files, state);
      return state;
    },
    context.lock,
  );
}

const EMPTY = {
  eventCount: 0,
  firstSequence: 0,
  lastEventSequence: 0,
  lastSequence: 0,
  compactedThrough: 0,
  checkpointCount: 0,
  lastCheckpoint: undefined,
  chained: false,
};

function otherSession(path: string, sessionId: string): CodedError {
  return new CodedError(
    'session_already_started',
    `the journal belongs to session ${JSON.stringify(sessionId)} or another run of it`,
    {
      hint: 'name another journal, or the ids the journal began with',
      where: { file: path },
    },
  );
}
