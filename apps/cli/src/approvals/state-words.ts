import type { WaitingCall } from '@gait/gate';
import { waitingState, type WaitingState } from '@gait/local';
import type { Context } from '../context.ts';

/** The state of a waiting call now. */
export function stateOf(context: Context, call: WaitingCall): WaitingState {
  return waitingState(call, context.now());
}

/** In a word or three, for lists. */
export function stateWord(state: WaitingState): string {
  switch (state.kind) {
    case 'live':
      return `waits ${state.secondsLeft} s`;
    case 'retry':
      return 'can be retried';
  }
}

/** What an answer is still good for, in a sentence. */
export function stateSentence(state: WaitingState): string {
  switch (state.kind) {
    case 'live':
      return `its tool waits ${state.secondsLeft} s more`;
    case 'retry':
      return 'its tool waits no more; approved, the call runs when the tool tries it again, in any session';
  }
}

const RANK = { live: 0, retry: 1 } as const;

/** A call and its state. */
export interface RankedCall {
  readonly call: WaitingCall;
  readonly state: WaitingState;
}

/** Those that a tool waits for first, the one with the least time left at the top; then the newest. */
export function rankWaiting(
  context: Context,
  calls: readonly WaitingCall[],
): readonly RankedCall[] {
  return calls
    .map((call) => ({ call, state: stateOf(context, call) }))
    .toReversed()
    .toSorted((a, b) => RANK[a.state.kind] - RANK[b.state.kind] || secondsOf(a) - secondsOf(b));
}

function secondsOf({ state }: RankedCall): number {
  return state.kind === 'live' ? state.secondsLeft : 0;
}
