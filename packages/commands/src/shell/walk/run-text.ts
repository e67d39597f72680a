import { parse } from 'unbash';
import type { CommandContext } from '../../model/context.ts';
import type { Io } from '../input.ts';
import { LIMITS } from '../limits.ts';
import { DATA_END, DATA_START, isKnown } from '../marks.ts';
import { addObscurity, type Run } from '../run.ts';
import { scanText } from '../scan-text.ts';
import { endBoth, LOST_FOLDER, mergeAll, type Outcome, type State, type Value } from '../state.ts';
import { runStatements } from './run-list.ts';

/** The state in which a shell starts. */
export function startState(run: Run, context: CommandContext): State {
  const variables = new Map<string, Value>();
  variables.set('HOME', { text: run.origin.home, exported: true });
  for (const [name, text] of context.variables) {
    if (name !== 'PWD') variables.set(name, { text, exported: true });
  }
  return {
    folders: [context.folder],
    variables,
    functions: new Map(),
    aliases: new Map(),
    words: undefined,
    stopsOnError: false,
    perhaps: false,
  };
}

/** What a new shell finds of this one: only what was exported. A variable that was not is unknown there. */
export function childState(state: State, words: readonly string[] | undefined = []): State {
  const variables = new Map<string, Value>();
  for (const [name, value] of state.variables) {
    if (value.exported) variables.set(name, { text: value.text, exported: true });
  }
  return {
    ...state,
    variables,
    functions: new Map(),
    aliases: new Map(),
    words,
    stopsOnError: false,
  };
}

/** Runs text in the shell that is running: `eval`, `source`. */
export function runText(run: Run, text: string, state: State, io: Io): Outcome {
  if (!isKnown(text)) {
    addObscurity(run, 'code_unknown');
    return endBoth(state, undefined);
  }
  if (text.length > LIMITS.text) {
    addObscurity(run, 'too_large');
    return endBoth(state, undefined);
  }
  run.nestedText += text.length;
  if (run.nesting > LIMITS.nesting * 4 || run.nestedText > LIMITS.nestedText) {
    addObscurity(run, 'budget_spent');
    return endBoth(state, undefined);
  }
  const scanned = scanText(text, run.data.size);
  if (typeof scanned === 'string') {
    addObscurity(run, scanned);
    return endBoth(state, undefined);
  }
  const first = run.data.size;
  const pieces = scanned.data.map((piece) => ({ text: piece, met: false }));
  pieces.forEach((piece, index) => run.data.set(`${DATA_START}${first + index}${DATA_END}`, piece));
  const script = parse(scanned.text);
  if ((script.errors?.length ?? 0) > 0) addObscurity(run, 'syntax_error');
  run.nesting += 4;
  const outcome = runStatements(run, script.commands, state, io);
  run.nesting -= 4;
  // A piece that stood elsewhere was not data: the scan was led astray.
  if (pieces.some(({ met }) => !met)) addObscurity(run, 'too_large');
  return outcome;
}

/** Runs text in a shell of its own, with its traps at the end. */
export function runShellText(run: Run, text: string, state: State, io: Io): Outcome {
  const outer = run.traps;
  run.traps = [];
  const outcome = runText(run, text, state, io);
  const ends = [outcome.ok, outcome.fail, ...outcome.jumps.map((jump) => jump.state)];
  const end = mergeAll(ends) ?? { ...state, folders: [LOST_FOLDER] };
  // A trap may set another one.
  const ran = new Set<string>();
  while (run.traps.length > 0) {
    const waiting = run.traps.filter((trap) => !ran.has(trap));
    run.traps = [];
    for (const trap of waiting) {
      ran.add(trap);
      runText(run, trap, { ...end, perhaps: true }, io);
    }
  }
  run.traps = outer;
  return { ...outcome, jumps: [] };
}
