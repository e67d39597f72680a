import { isJsonObject, parseTime, type Json } from '@gait/canon';
import type { WaitingCall } from '@gait/gate';
import { isHookSessionEnded } from '../hook-sessions/hook-session-ended.ts';
import type { Surroundings } from '../platform/homes.ts';
import type { ApprovalInbox } from './approval-inbox.ts';

/** What an answer to a waiting call is still good for. */
export type WaitingState =
  /** Its tool waits. */
  | { readonly kind: 'live'; readonly secondsLeft: number }
  /** Its tool waits no more; approved, the call runs when the tool tries it again. */
  | { readonly kind: 'retry' }
  /** Its session is over, and an approval counts in that session alone. */
  | { readonly kind: 'ended' };

const SECOND = 1_000_000_000n;
/** A tool that did not try again for as long will not. */
const RETRIED_WITHIN = 24n * 3600n * SECOND;

/** The state of a waiting call. @param now nanoseconds since 1970 */
export function waitingState(call: WaitingCall, now: bigint, at: Surroundings): WaitingState {
  const left = deadlineOf(call) - now;
  if (isOver(call, at)) return { kind: 'ended' };
  if (left <= 0n) return { kind: 'retry' };
  return { kind: 'live', secondsLeft: Number((left + SECOND - 1n) / SECOND) };
}

/**
 * Takes away what no answer helps: calls of sessions that are over, and calls that nobody has tried
 * again for a day.
 *
 * @param now nanoseconds since 1970
 * @returns how many
 */
export function pruneWaiting(inbox: ApprovalInbox, now: bigint, at: Surroundings): number {
  const dead = inbox
    .waiting()
    .calls.filter((call) => isOver(call, at) || now - deadlineOf(call) > RETRIED_WITHIN);
  for (const { request_id: id } of dead) inbox.remove(id);
  return dead.length;
}

/** Takes away the calls of a session that ends, where an approval counts in that session alone. */
export function dropSessionCalls(
  inbox: ApprovalInbox,
  of: { readonly project: string; readonly harness: string; readonly sessionId: string },
): void {
  for (const call of inbox.waiting().calls) {
    const isOfIt =
      call.project === of.project &&
      call.harness === of.harness &&
      call.session_id === of.sessionId;
    if (isOfIt && isBoundToSession(call)) inbox.remove(call.request_id);
  }
}

function isOver(call: WaitingCall, at: Surroundings): boolean {
  const { project, harness, session_id: sessionId } = call;
  return isBoundToSession(call) && isHookSessionEnded({ project, harness, sessionId }, at);
}

/** An approval is for the digest of the intent: one that names its session counts nowhere else. */
function isBoundToSession({ intent }: WaitingCall): boolean {
  const given = intent as Json;
  const context = isJsonObject(given) ? (given['context'] ?? null) : null;
  const session = isJsonObject(context) ? context['session_id'] : undefined;
  return typeof session === 'string' && session !== '';
}

function deadlineOf(call: WaitingCall): bigint {
  return parseTime(call.waits_until)?.epochNanos ?? 0n;
}
