import type { CommandNode, ParsedScript, Statement, Word, WordPart } from 'unbash';
import type { Io } from './input.ts';
import type { Run } from './run.ts';
import type { Outcome, State } from './state.ts';
import type { Lookup } from './walk/lookup.ts';
import type { Cell } from './words/expand-word.ts';

/**
 * The steps of reading that call each other in a circle: words hold commands, commands hold words.
 * A run carries them, so that no file has to import one that imports it.
 */
export interface Walk {
  readonly runStatements: (
    run: Run,
    statements: readonly Statement[],
    state: State,
    io: Io,
  ) => Outcome;
  readonly runNode: (run: Run, node: CommandNode, state: State, io: Io) => Outcome;
  readonly runFields: (
    run: Run,
    fields: readonly string[],
    state: State,
    io: Io,
    lookup?: Lookup,
  ) => Outcome;
  readonly expandText: (run: Run, word: Word, cell: Cell, assigned?: boolean) => string;
  readonly expandParts: (run: Run, parts: readonly WordPart[], cell: Cell) => string;
  readonly substitute: (run: Run, script: ParsedScript | undefined, cell: Cell) => string;
}

/** Runs commands one after the other. */
export const runStatements: Walk['runStatements'] = (run, ...rest) =>
  run.walk.runStatements(run, ...rest);
/** Runs a command of any kind. */
export const runNode: Walk['runNode'] = (run, ...rest) => run.walk.runNode(run, ...rest);
/** Runs expanded words. */
export const runFields: Walk['runFields'] = (run, ...rest) => run.walk.runFields(run, ...rest);
/** Expands a word that is not split. */
export const expandText: Walk['expandText'] = (run, ...rest) => run.walk.expandText(run, ...rest);
/** Expands the parts of a text. */
export const expandParts: Walk['expandParts'] = (run, ...rest) =>
  run.walk.expandParts(run, ...rest);
/** Runs a substitution and gives what it prints. */
export const substitute: Walk['substitute'] = (run, ...rest) => run.walk.substitute(run, ...rest);
