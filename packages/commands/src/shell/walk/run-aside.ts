import type { ParsedScript } from 'unbash';
import { PIPE } from '../input.ts';
import { addObscurity, type Run } from '../run.ts';
import type { Outcome, State } from '../state.ts';
import { runStatements } from '../walk.ts';

/** Runs a script in a shell of its own: what it changes in the shell is lost. */
export function runAside(
  run: Run,
  script: ParsedScript | undefined,
  state: State,
): Outcome | undefined {
  if (script === undefined || (script.errors?.length ?? 0) > 0) {
    addObscurity(run, 'syntax_error');
    return undefined;
  }
  return runStatements(run, script.commands, state, { input: PIPE, asked: true });
}
