import type { ParsedScript } from 'unbash';
import type { Run } from '../run.ts';
import type { State } from '../state.ts';
import { runAside } from './run-aside.ts';

/** Runs a substitution and gives what it prints, with marks; undefined: that is not known. */
export function captureOutput(
  run: Run,
  script: ParsedScript | undefined,
  state: State,
): string | undefined {
  return runAside(run, script, state)?.out;
}
