import type { SessionState } from '@gait/evidence';
import { withLockSync } from '../locks/with-lock.ts';
import { loadState } from './load-state.ts';
import type { SessionContext } from './session-context.ts';
import { sessionFiles } from './session-files.ts';

/**
 * Counters of a session. Rebuilds the state file when it does not fit the journal.
 *
 * @throws CodedError as `readJournal`, `lock_contention`, errors of the file system.
 */
export function sessionStatus(path: string, context: SessionContext): SessionState {
  return withLockSync(
    path,
    () => loadState(sessionFiles(path), context, false).state,
    context.lock,
  );
}
