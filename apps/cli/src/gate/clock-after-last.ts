import { lastDecisionFile, rememberingClock } from '@gait/local';
import type { Context } from '../context.ts';

/** A clock that refuses to stand before this user's last decision. Errors as `rememberingClock`. */
export function clockAfterLast(context: Context): () => bigint {
  return rememberingClock(lastDecisionFile(context), context.now);
}
