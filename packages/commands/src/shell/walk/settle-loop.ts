import { LIMITS } from '../limits.ts';
import type { Run } from '../run.ts';
import { mergeStates, stateAfter, type Outcome, type State } from '../state.ts';

/** Runs a body again until nothing changes any more; the state that holds in every round. */
export function settleLoop(
  run: Run,
  start: State,
  round: (state: State) => Outcome,
  isSame: (one: State, other: State) => boolean,
  lose: (state: State) => State,
): { readonly state: State; readonly outcomes: readonly Outcome[] } {
  const outcomes: Outcome[] = [];
  let state: State = { ...start, perhaps: true };
  for (let count = 0; count < 5; count += 1) {
    const outcome = round(state);
    outcomes.push(outcome);
    const ends = outcome.jumps.filter(({ kind }) => kind === 'break').map((jump) => jump.state);
    const next = [...ends, stateAfter(outcome)].reduce<State | undefined>(
      (merged, end) => mergeStates(merged, end),
      state,
    );
    if (next === undefined || isSame(next, state)) break;
    // What still changes after three rounds (`cd ..`) may be anything.
    state = count < 3 ? next : lose(next);
    if (run.steps > LIMITS.steps) break;
  }
  return { state, outcomes };
}
