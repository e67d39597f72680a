import { cmdProgram } from '../cmd/cmd-program.ts';
import type { CommandContext } from '../model/context.ts';
import type {
  CommandReading,
  Effect,
  EffectKind,
  Obscurity,
  Place,
  RunWords,
} from '../model/effect.ts';
import type { Invocation, Nested, ProgramReading, ReadProgram, Word } from '../model/invocation.ts';
import { powershellProgram } from '../powershell/powershell-program.ts';
import { resolveWindowsPath } from './windows-path.ts';

/** Reads a script that a program starts, in the dialect of its context. It bounds its own depth. */
export type ReadScript = (text: string, context: CommandContext) => CommandReading;

/** What the parts of a reading put together. */
export interface Gatherer {
  readonly effects: Map<string, Effect>;
  readonly obscurities: Set<Obscurity>;
  readonly programs: Set<string>;
  readonly runs: RunWords[];
  readonly readProgram: ReadProgram;
  readonly readScript: ReadScript;
  /** Programs and scripts that may still be read, and statements of the shell. */
  readonly budget: { left: number; statements: number };
}

const MOST_READ = 200;
const MOST_STATEMENTS = 1200;

export function startGathering(readProgram: ReadProgram, readScript: ReadScript): Gatherer {
  return {
    effects: new Map(),
    obscurities: new Set(),
    programs: new Set(),
    runs: [],
    readProgram,
    readScript,
    budget: { left: MOST_READ, statements: MOST_STATEMENTS },
  };
}

export function endGathering({ effects, obscurities, programs, runs }: Gatherer): CommandReading {
  return {
    effects: [...effects.values()],
    obscurities: [...obscurities],
    programs: [...programs],
    runs,
  };
}

export function addEffect(
  gatherer: Gatherer,
  kind: EffectKind,
  place: Place,
  program: string,
  destructive = false,
): void {
  const effect: Effect = { kind, place, program, destructive };
  gatherer.effects.set(JSON.stringify(effect), effect);
}

export function addReading(
  gatherer: Gatherer,
  { effects, obscurities, programs, runs }: CommandReading,
): void {
  for (const effect of effects) gatherer.effects.set(JSON.stringify(effect), effect);
  for (const obscurity of obscurities) gatherer.obscurities.add(obscurity);
  for (const program of programs) gatherer.programs.add(program);
  gatherer.runs.push(...runs);
}

/** A program's plain name: without folders and the ending of an executable, in lower case. */
export function plainProgram(written: string): string {
  return written
    .slice(Math.max(written.lastIndexOf('/'), written.lastIndexOf('\\')) + 1)
    .toLowerCase()
    .replace(/\.(?:exe|cmd|bat|com)$/, '');
}

/** An invocation of the program that a word names. */
export function invocationOf(
  written: string,
  args: readonly Word[],
  input: Invocation['input'],
  context: CommandContext,
): Invocation {
  const named = /[\\/]/.test(written) ? { path: written } : {};
  return { program: plainProgram(written), ...named, args, input, context };
}

/** Puts what a program does, and what it starts, into the reading. False: nothing is known of it. */
export function runProgram(gatherer: Gatherer, invocation: Invocation): boolean {
  const { budget } = gatherer;
  if (budget.left <= 0) {
    gatherer.obscurities.add('budget_spent');
    return true;
  }
  budget.left -= 1;
  const reading = readOwn(invocation) ?? gatherer.readProgram(invocation);
  if (reading === undefined) return false;
  gatherer.programs.add(invocation.program);
  const { effects, obscurities } = reading;
  const runs = [wordsOf(invocation, effects)];
  addReading(gatherer, { effects, obscurities, programs: [], runs });
  for (const nested of reading.nested) runNested(gatherer, nested);
  return true;
}

function wordsOf(
  { program, path, args, context }: Invocation,
  effects: readonly Effect[],
): RunWords {
  return {
    program: path ?? program,
    folders: [context.folder],
    words: args.map(({ value, prefix }) => value ?? `${prefix}*`),
    variables: [],
    named: effects.flatMap(({ place }) =>
      place.kind === 'path' && place.reach !== 'workspace' ? [place.path] : [],
    ),
  };
}

/** Like `runProgram`; what is not known is an unknown program. */
export function runAnyProgram(gatherer: Gatherer, invocation: Invocation): void {
  if (runProgram(gatherer, invocation)) return;
  const { program } = invocation;
  gatherer.programs.add(program);
  addEffect(gatherer, 'execute', { kind: 'program', name: program }, program);
}

/** Runs a program in each folder that it may start in; what only another folder knows is nothing here. */
export function runInFolders(
  gatherer: Gatherer,
  invocation: Invocation,
  [folder, ...others]: readonly string[],
): void {
  const { context } = invocation;
  runAnyProgram(
    gatherer,
    folder === undefined ? invocation : { ...invocation, context: { ...context, folder } },
  );
  for (const other of others)
    runProgram(gatherer, { ...invocation, context: { ...context, folder: other } });
}

function readOwn(invocation: Invocation): ProgramReading | undefined {
  const { program } = invocation;
  if (program === 'powershell' || program === 'pwsh') return powershellProgram(invocation);
  if (program === 'cmd' || program === '%comspec%') return cmdProgram(invocation);
  return readScriptFile(invocation);
}

/** `.\build.ps1`, `tools\x.cmd`: a script that lies there, when it may be read. */
function readScriptFile({ path, program, context }: Invocation): ProgramReading | undefined {
  const ending = /\.(ps1|bat|cmd)$/i.exec(path ?? program)?.[1]?.toLowerCase();
  if (ending === undefined) return undefined;
  const place = resolveWindowsPath(path ?? program, context.folder);
  const text = place === undefined ? undefined : context.readText(place);
  if (text === undefined) return undefined;
  const dialect = ending === 'ps1' ? 'powershell' : 'cmd';
  // Its arguments are unknown to it here, as every variable is that it does not set.
  const nested: Nested = { kind: 'script', text, context: { ...context, dialect } };
  return { effects: [], nested: [nested], obscurities: [] };
}

function runNested(gatherer: Gatherer, nested: Nested): void {
  if (nested.kind === 'script') {
    if (gatherer.budget.left <= 0) gatherer.obscurities.add('budget_spent');
    else {
      gatherer.budget.left -= 1;
      addReading(gatherer, gatherer.readScript(nested.text, nested.context));
    }
    return;
  }
  const [first, ...rest] = nested.argv;
  if (first?.value === undefined) {
    gatherer.obscurities.add('program_unknown');
    return;
  }
  const args = nested.more ? [...rest, UNKNOWN_WORD] : rest;
  runAnyProgram(gatherer, invocationOf(first.value, args, 'pipe', nested.context));
}

/** A word that nobody knows before it runs. */
export const UNKNOWN_WORD: Word = { value: undefined, prefix: '', pattern: false };

/** A word that is known. */
export function knownWord(value: string, pattern = false): Word {
  return { value, prefix: value, pattern };
}
