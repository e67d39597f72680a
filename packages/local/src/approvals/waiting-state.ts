import { parseTime } from '@gait/canon';
import type { WaitingCall } from '@gait/gate';
import type { ApprovalInbox } from './approval-inbox.ts';

/** What an answer to a waiting call is still good for. */
export type WaitingState =
  /** Its tool waits. */
  | { readonly kind: 'live'; readonly secondsLeft: number }
  /** Its tool waits no more; approved, the call runs when a tool tries it again, in any session. */
  | { readonly kind: 'retry' };

const SECOND = 1_000_000_000n;
/** A tool that did not try again for as long will not. */
const RETRIED_WITHIN = 24n * 3600n * SECOND;

/** The state of a waiting call. @param now nanoseconds since 1970 */
export function waitingState(call: WaitingCall, now: bigint): WaitingState {
  const left = deadlineOf(call) - now;
  if (left <= 0n) return { kind: 'retry' };
  return { kind: 'live', secondsLeft: Number((left + SECOND - 1n) / SECOND) };
}

/**
 * Takes away calls that nobody has tried again for a day.
 *
 * @param now nanoseconds since 1970
 * @returns how many
 */
export function pruneWaiting(inbox: ApprovalInbox, now: bigint): number {
  const dead = inbox.waiting().calls.filter((call) => now - deadlineOf(call) > RETRIED_WITHIN);
  for (const { request_id: id } of dead) inbox.remove(id);
  return dead.length;
}

function deadlineOf(call: WaitingCall): bigint {
  return parseTime(call.waits_until)?.epochNanos ?? 0n;
}
