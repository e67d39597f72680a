import type { GateSetup } from '@gait/boundary';
import { openSessionJournal } from '@gait/local';
import type { Context } from '../context.ts';
import { sessionContext } from '../session-command.ts';

/** The journal of the session that a gate decides for. */
export function openSession(context: Context, path: string): NonNullable<GateSetup['session']> {
  return openSessionJournal(context.resolve(path), sessionContext(context));
}
