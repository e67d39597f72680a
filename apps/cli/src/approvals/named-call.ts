import { CodedError } from '@gait/canon';
import type { WaitingCall } from '@gait/gate';
import { openApprovalInbox } from '@gait/local';
import type { Context } from '../context.ts';
import { wantedCalls } from './wanted-calls.ts';

/** The positional of commands about one call. */
export const CALL_ID = {
  name: 'id',
  help: 'id of the call, as approvals list tells it; default: the only one of this project',
  optional: true,
} as const;

/**
 * The call that a person means.
 *
 * @param id `''`: the only one that waits in this project
 * @throws CodedError `waiting_call_unknown`, `waiting_call_invalid`
 */
export function namedCall(context: Context, id: string): WaitingCall {
  if (id.trim() !== '') return openApprovalInbox(context).read(id.trim());
  const { calls } = wantedCalls(context, false);
  const [only, ...more] = calls;
  if (only !== undefined && more.length === 0) return only.call;
  throw new CodedError(
    'waiting_call_unknown',
    only === undefined ? 'no call waits here' : `${calls.length} calls wait here: name one`,
    { hint: 'gait approvals list shows what waits, with --all also in other projects' },
  );
}
