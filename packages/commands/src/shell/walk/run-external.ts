import type { CommandContext } from '../../model/context.ts';
import type { Effect } from '../../model/effect.ts';
import type { ProgramReading } from '../../model/invocation.ts';
import { TERMINAL, type Input } from '../input.ts';
import { fromWord, isKnown, toWord, UNKNOWN } from '../marks.ts';
import {
  addEffect,
  addObscurity,
  addProgramEffect,
  COMPILERS,
  isRewritten,
  mayBeWritten,
  noteWritten,
  readSettings,
  type Run,
} from '../run.ts';
import { endBoth, type Outcome, type State } from '../state.ts';
import { cleanPath, isInside } from '../words/clean-path.ts';
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
  if (COMPILERS.test(name) && (call.io.input.kind !== 'terminal' || call.args.includes('-')))
    run.unseenSource = true;
  for (const folder of state.folders) {
    const context = contextOf(run, state, folder, name);
    const reading = run.readProgram({
      program: name,
      ...(call.path === undefined ? {} : { path: call.path }),
      args: call.args.map(toWord),
      input: inputOf(call.io.input, (field) => textOf(call, folder, field)),
      context,
    });
    if (reading !== undefined) applyReading(call, reading);
    else if (call.path !== undefined && isFreshBuild(call, call.path, folder)) workIn(call, folder);
    else if (call.path === undefined || !runScriptFile(call, call.path, folder)) {
      if (call.path === undefined || !isOwnBuild(call, call.path, folder))
        addProgramEffect(run, 'execute', name);
    }
  }
  if (name === 'tee') keepCopies(call);
  return endBoth(state, outputOf(call));
}

const BUILT =
  /\/(?:target\/(?:[\w-]+\/)?(?:debug|release)|build|bin|out|dist|zig-out\/bin|\.build\/(?:debug|release)|cmake-build-\w+)\/[\w.-]+$/;

/**
 * A program that the project's own build made: it is the project's work as its tests are. Not one
 * that the same text put there, nor one with a name of the system.
 */
function isOwnBuild(call: ShellCall, field: string, folder: string): boolean {
  const { run } = call;
  if (!isKnown(field)) return false;
  const path = cleanPath(folder, field);
  if (path.includes(UNKNOWN)) return false;
  if (!isInside(path, run.origin.project)) return false;
  const inside = path.slice(run.origin.project.length);
  const put = run.written.has(path) || [...run.writtenBelow].some((root) => isInside(path, root));
  if (put || !BUILT.test(inside) || /\.(?:sh|bash|zsh|py|rb|pl|js|exe|bat|cmd|ps1)$/.test(path))
    return false;
  workIn(call, folder);
  return true;
}

function workIn({ run, state, name }: ShellCall, folder: string): void {
  const place = { kind: 'path', path: folder, reach: 'workspace' } as const;
  addEffect(run, { kind: 'write', place, program: name, destructive: false }, state.perhaps);
}

/** A program that the same text compiles of sources of the project is what a build would have made. */
function isFreshBuild({ run }: ShellCall, field: string, folder: string): boolean {
  const path = isKnown(field) ? cleanPath(folder, field) : UNKNOWN;
  const covered =
    isRewritten(run, path) || [...run.writtenBelow].some((root) => isInside(path, root));
  return run.built.has(path) && !covered && !run.unseenSource && compilesOnlyOwn(run);
}

/** All that compilers read lies in the project, and is what was there before. */
function compilesOnlyOwn(run: Run): boolean {
  const { effects, origin } = run;
  return [...effects.values()].every(
    ({ kind, place, program }) =>
      kind !== 'read' ||
      !COMPILERS.test(program) ||
      (place.kind === 'path' &&
        isInside(place.path, origin.project) &&
        !isRewritten(run, place.path)),
  );
}

/** Programs whose input says what they do. */
const TAKE_SCRIPTS = new Set(['patch', 'psql', 'mysql', 'mariadb', 'sqlite3', 'duckdb']);

/** The text of a file that comes through the input, where it matters. */
function textOf({ run, name }: ShellCall, folder: string, field: string): string | undefined {
  if (!TAKE_SCRIPTS.has(name) || !isKnown(field)) return undefined;
  const path = cleanPath(folder, field);
  return path.includes(UNKNOWN) ? undefined : readSettings(run, path);
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

export function inputOf(
  input: Input,
  readFile?: (field: string) => string | undefined,
): 'terminal' | 'pipe' | { readonly text: string } {
  if (input.kind === 'terminal') return 'terminal';
  if (input.kind === 'file') {
    const text = readFile?.(input.field);
    return text === undefined ? 'pipe' : { text };
  }
  return input.kind === 'text' && isKnown(input.text) ? { text: input.text } : 'pipe';
}

const variablesOf = new WeakMap<State['variables'], ReadonlyMap<string, string>>();

/** What a program finds: the folder, and the variables that it certainly gets. */
export function contextOf(run: Run, state: State, folder: string, program = ''): CommandContext {
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
  const { isMissing } = origin;
  return {
    ...origin,
    folder,
    variables,
    readText: (path) => readSettings(run, path, program),
    ...(isMissing && { isMissing: (path: string) => !mayBeWritten(run, path) && isMissing(path) }),
  };
}

function worksOnArrivals(run: Run, { kind, place }: Effect): boolean {
  if (kind !== 'write' || place.kind !== 'path' || place.reach !== 'workspace') return false;
  const { project } = run.origin;
  return [...run.writtenBelow].some(
    (root) => !isInside(project, root) && isInside(place.path, root),
  );
}

function applyReading({ run, state, io }: ShellCall, reading: ProgramReading): void {
  // A build of what the same text put there runs code that nobody has seen.
  if (reading.effects.some((effect) => worksOnArrivals(run, effect)))
    addObscurity(run, 'code_unknown');
  for (const effect of reading.effects) addEffect(run, effect, state.perhaps);
  for (const obscurity of reading.obscurities) addObscurity(run, obscurity);
  for (const path of reading.rewrites ?? []) run.rewritten.add(path);
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
