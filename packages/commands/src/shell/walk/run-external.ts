import type { CommandContext } from '../../model/context.ts';
import type { ProgramReading } from '../../model/invocation.ts';
import { TERMINAL, type Input } from '../input.ts';
import { fromWord, isKnown, toWord, UNKNOWN } from '../marks.ts';
import {
  addEffect,
  addObscurity,
  addProgramEffect,
  noteWritten,
  readSettings,
  type Run,
} from '../run.ts';
import { endBoth, type Outcome, type State } from '../state.ts';
import { cleanPath } from '../words/clean-path.ts';
import { outputOf } from '../words/known-output.ts';
import type { ShellCall } from './call.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from './lookup.ts';
import { runScriptFile } from './run-script-file.ts';
import { runShellText, startState } from './run-text.ts';

/** Asks the table what a program does, from every folder that the shell may be in. */
export function runExternal(call: ShellCall): Outcome {
  const { run, name, state } = call;
  run.programs.add(name);
  for (const folder of state.folders) {
    const context = contextOf(run, state, folder);
    const reading = run.readProgram({
      program: name,
      ...(call.path === undefined ? {} : { path: call.path }),
      args: call.args.map(toWord),
      input: inputOf(call.io.input),
      context,
    });
    if (reading !== undefined) applyReading(call, reading);
    else if (call.path === undefined || !runScriptFile(call, call.path, folder)) {
      addProgramEffect(run, 'execute', name);
    }
  }
  if (name === 'tee') keepCopies(call);
  return endBoth(state, outputOf(call));
}

/** What `tee` writes is what it gets. */
function keepCopies({ run, state, args, io }: ShellCall): void {
  const append = args.some((arg) => /^-[a-z]*a|^--append$/.test(arg));
  const text = io.input.kind === 'text' ? io.input.text : undefined;
  const perhaps = state.perhaps || state.folders.length > 1;
  for (const arg of args) {
    if (arg.startsWith('-') || !isKnown(arg)) continue;
    for (const folder of state.folders)
      noteWritten(run, cleanPath(folder, arg), text, perhaps, append);
  }
}

export function inputOf(input: Input): 'terminal' | 'pipe' | { readonly text: string } {
  if (input.kind === 'terminal') return 'terminal';
  return input.kind === 'text' && isKnown(input.text) ? { text: input.text } : 'pipe';
}

const variablesOf = new WeakMap<State['variables'], ReadonlyMap<string, string>>();

/** What a program finds: the folder, and the variables that it certainly gets. */
export function contextOf(run: Run, state: State, folder: string): CommandContext {
  let variables = variablesOf.get(state.variables);
  if (variables === undefined) {
    const known = new Map<string, string>();
    for (const [name, { text, exported }] of state.variables) {
      if (exported && isKnown(text)) known.set(name, text);
    }
    variables = known;
    variablesOf.set(state.variables, variables);
  }
  const { origin } = run;
  return { ...origin, folder, variables, readText: (path) => readSettings(run, path) };
}

function applyReading({ run, state, io }: ShellCall, reading: ProgramReading): void {
  for (const effect of reading.effects) addEffect(run, effect, state.perhaps);
  for (const obscurity of reading.obscurities) addObscurity(run, obscurity);
  for (const nested of reading.nested) {
    const inner = startState(run, nested.context);
    if (nested.kind === 'script') runShellText(run, nested.text, inner, TERMINAL);
    else {
      const fields = nested.argv.map(fromWord);
      const argv = nested.more ? [...fields, UNKNOWN] : fields;
      runFields(run, argv, inner, io, ONLY_PROGRAMS);
    }
  }
}
