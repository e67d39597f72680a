import type { CommandContext } from '../model/context.ts';
import type { CommandReading } from '../model/effect.ts';
import type { ReadProgram } from '../model/invocation.ts';
import { TERMINAL } from './input.ts';
import { addObscurity, startRun } from './run.ts';
import { closeRuns } from './run-words.ts';
import type { Walk } from './walk.ts';
import { runFields } from './walk/run-fields.ts';
import { runStatements } from './walk/run-list.ts';
import { runNode } from './walk/run-node.ts';
import { runShellText, startState } from './walk/run-text.ts';
import { expandParts, expandText, substitute } from './words/expand-word.ts';

const WALK: Walk = { runStatements, runNode, runFields, expandText, expandParts, substitute };

/**
 * Reads what a text would do in a POSIX shell or bash. `readProgram` knows the programs that the
 * shell starts; this reader knows the shell, the programs that start others, and interpreters with
 * code. Never throws. Time is linear in the text, because of the caps in `LIMITS`: what is beyond
 * them is an obscurity.
 */
export function readShell(
  text: string,
  context: CommandContext,
  readProgram: ReadProgram,
): CommandReading {
  const run = startRun(WALK, readProgram, context);
  try {
    runShellText(run, text, startState(run, context), TERMINAL);
  } catch (error) {
    // A stack that is used up, or a fault of the parser: not understood.
    addObscurity(run, error instanceof RangeError ? 'too_large' : 'syntax_error');
  }
  return {
    effects: [...run.effects.values()],
    obscurities: [...run.obscurities],
    programs: [...run.programs],
    runs: closeRuns(run.runs.values()),
  };
}
