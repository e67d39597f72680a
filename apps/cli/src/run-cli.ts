import { findNearest } from '@gait/canon';
import type { AnyCommand, Outcome } from './command.ts';
import type { Context } from './context.ts';
import { findCommand, type Found } from './find-command.ts';
import { aboutProgram, commandHelp, flagNames, groupHelp, programHelp, usageLine } from './help.ts';
import { createPaint, showControls, type Paint } from './paint.ts';
import { parseArgs, type ArgsFault, type ParsedArgs } from './parse-args.ts';
import { withDebug } from './krci/debug-flag.ts';
import { AGENT_COMMANDS } from './krci/agent-commands.ts';
import { COMMANDS, groupText, type TableEntry } from './table.ts';

const INVALID_INPUT = 6;

/**
 * Runs one command line: finds the command, reads its flags, calls it, prints what it says.
 * Loads only what the command needs.
 *
 * @param given the world, with the program's name in `argv[0]`
 * @param hookInput standard input of a hook, where it is being read already
 * @returns the exit status
 */
export async function runCli(given: Context, hookInput?: Promise<Uint8Array>): Promise<number> {
  const context = given.argv[0] === 'krci-ai' ? withDebug(given) : given;
  const [program = 'gait', ...words] = context.argv;
  const table = program === 'krci-ai' ? AGENT_COMMANDS : COMMANDS;
  const paint = (): Paint => createPaint({ colour: wantsColour(context), width: context.width() });
  const first = (words[0] ?? '').trim();

  if (words.length === 0 && program === 'krci-ai') {
    // As the existing tool.
    return await showHelp(context, [], program, table, paint);
  }
  if (words.length === 0 || first === '--version' || first === '-v' || first === 'version') {
    // The shortest command loads nothing when it is not asked for more.
    if (words.length < 2) {
      say(context, `${program} ${context.version}`);
      if (words.length === 0 && context.io.errIsTerminal())
        context.io.err(
          `hint: ${program} --help lists the commands${program === 'gait' ? ', gait demo shows what they do' : ''}\n`,
        );
      return 0;
    }
    // The reference ignores everything else here, and so do scripts that ask any tool for its version.
    const known = (word: string): boolean => /^--?(?:json|help|explain)$/u.test(word);
    const rest = program === 'krci-ai' ? words.slice(1) : words.slice(1).filter(known);
    return await runFound(
      context,
      { path: 'version', entry: entryOf(table, 'version'), rest },
      program,
      table,
      paint,
    );
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    return await showHelp(context, words.slice(1), program, table, paint);
  }
  if (
    first === 'hook' &&
    program === 'gait' &&
    !words.some((word) => /^--?(?:help|explain)$/u.test(word))
  ) {
    // Before the table and its parser: this one is started for every call of a coding tool.
    const { runHook } = await import('./hook/run-hook.ts');
    return await runHook(context, words.slice(1), hookInput);
  }
  if (first === '--explain') {
    return say(context, aboutProgram(program)[0] ?? program);
  }
  const found = findCommand(words, table);
  switch (found.kind) {
    case 'command':
      return await runFound(context, found, program, table, paint);
    case 'group':
      return showGroup(context, found.path, found.rest, program, table, paint);
    case 'unknown':
      return await refuseUnknown(context, found, program, table, paint);
  }
}

function entryOf(table: Readonly<Record<string, TableEntry>>, path: string): TableEntry {
  const entry = table[path];
  if (entry === undefined) throw new Error(`no entry ${path} in the command table`);
  return entry;
}

/** Colour only for a person at a terminal who did not ask for none. */
function wantsColour(context: Context): boolean {
  if ((context.env['NO_COLOR'] ?? '') !== '' || context.env['TERM'] === 'dumb') return false;
  return context.io.outIsTerminal();
}

async function runFound(
  context: Context,
  found: { readonly path: string; readonly entry: TableEntry; readonly rest: readonly string[] },
  program: string,
  table: Readonly<Record<string, TableEntry>>,
  paint: () => Paint,
): Promise<number> {
  const command = await found.entry.load();
  context.debug?.(`command: ${found.path}`);
  const explainsItself = command.explainsAsJson !== true;
  if (explainsItself && asksToExplain(found.rest)) return say(context, command.explain);
  const parsed = parseArgs(found.rest, command.flags, command.flagsAfterPositionals !== false);
  if (!parsed.ok) return await refuseFlag(context, command, parsed.fault, parsed.json);
  const { args } = parsed;
  if (args.explain && (explainsItself || !args.json)) return say(context, command.explain);
  if (args.help)
    return sayLines(context, paint(), (on) => commandHelp(program, command, table, on));
  const { printOutcome } = await import('./print-outcome.ts');
  // Remarks are for people; whoever asked for JSON reads `warnings` there.
  const quiet: Context = args.json ? { ...context, warn: () => undefined } : context;
  const outcome = await callCommand(quiet, command, args, () => usageLine(program, command));
  context.debug?.('answered');
  const exit = printOutcome(context, command, outcome, args.json, paint);
  context.debug?.(`exit status ${exit}`);
  return exit;
}

/** `--explain` counts wherever it stands before `--`, as in the reference. */
function asksToExplain(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).some((word) => word.trim() === '--explain');
}

function say(context: Context, text: string): number {
  context.io.out(`${showControls(text)}\n`);
  return 0;
}

function sayLines(
  context: Context,
  paint: Paint,
  write: (paint: Paint) => readonly string[],
): number {
  context.io.out(`${paint.render(write(paint))}\n`);
  return 0;
}

async function callCommand(
  context: Context,
  command: AnyCommand,
  args: ParsedArgs,
  usage: () => string,
): Promise<Outcome> {
  try {
    const fault =
      command.positionalsAnyCount === true
        ? undefined
        : positionalFault(command, args.positionals.length);
    if (fault !== undefined) {
      const { usageFault } = await import('./usage-fault.ts');
      throw usageFault('arguments_invalid', fault, `usage: ${usage()}`);
    }
    return await command.run(context, {
      flags: args.values,
      positionals: args.positionals,
      given: args.given,
      explain: args.explain,
      json: args.json,
    });
  } catch (error) {
    const { toCodedError } = await import('./to-coded-error.ts');
    return { json: { ...command.errorJson }, error: toCodedError(error, context.env) };
  }
}

function positionalFault(command: AnyCommand, count: number): string | undefined {
  const specs = command.positionals ?? [];
  const missing = specs.filter((spec) => spec.optional !== true)[count];
  if (missing !== undefined)
    return `missing argument ${missing.name.toUpperCase()}: ${missing.help}`;
  if (count > specs.length && specs.at(-1)?.rest !== true) return 'unexpected positional arguments';
  return undefined;
}

async function showHelp(
  context: Context,
  words: readonly string[],
  program: string,
  table: Readonly<Record<string, TableEntry>>,
  paint: () => Paint,
): Promise<number> {
  const about = words.filter((word) => !word.startsWith('-'));
  const found = about.length === 0 ? undefined : findCommand(about, table);
  switch (found?.kind) {
    case undefined:
      return sayLines(context, paint(), (on) => programHelp(program, table, on));
    case 'command': {
      const command = await found.entry.load();
      return sayLines(context, paint(), (on) => commandHelp(program, command, table, on));
    }
    case 'group':
      return sayLines(context, paint(), (on) => groupHelp(program, found.path, table, on));
    case 'unknown':
      return await refuseUnknown(context, found, program, table, paint);
  }
}

/** A group without a sub-command: its help; exit 6, but for `keys --help`, as in the reference. */
function showGroup(
  context: Context,
  path: string,
  rest: readonly string[],
  program: string,
  table: Readonly<Record<string, TableEntry>>,
  paint: () => Paint,
): number {
  if (asksToExplain(rest)) return say(context, groupText(program, path) ?? path);
  sayLines(context, paint(), (on) => groupHelp(program, path, table, on));
  return path === 'keys' && (rest[0] === '--help' || rest[0] === '-h') ? 0 : INVALID_INPUT;
}

async function refuseUnknown(
  context: Context,
  found: Extract<Found, { kind: 'unknown' }>,
  program: string,
  table: Readonly<Record<string, TableEntry>>,
  paint: () => Paint,
): Promise<number> {
  const name = found.group === '' ? found.word : `${found.group} ${found.word}`;
  const hint =
    found.nearest === undefined
      ? `see ${program} --help`
      : `did you mean: ${program} ${found.nearest}`;
  const message = `unknown command: ${name}`;
  if (context.argv.slice(1).some((word) => word.trim() === '--json')) {
    const { printOutcome } = await import('./print-outcome.ts');
    const { usageFault } = await import('./usage-fault.ts');
    const error = usageFault('command_unknown', message, hint);
    return printOutcome(context, { path: [] }, { json: {}, error }, true, paint);
  }
  if (found.nearest === undefined) {
    sayLines(context, paint(), (on) => [
      ...(found.group === ''
        ? programHelp(program, table, on)
        : groupHelp(program, found.group, table, on)),
      '',
    ]);
  }
  // Last, where the eye is after a page of help.
  context.io.err(`error: ${showControls(message)}\nhint: ${hint}\n`);
  return INVALID_INPUT;
}

/** The reference says this on standard output, as JSON only when `--json` was read before the fault. */
async function refuseFlag(
  context: Context,
  command: AnyCommand,
  fault: ArgsFault,
  json: boolean,
): Promise<number> {
  const { printFlagFault } = await import('./print-outcome.ts');
  const nearest =
    fault.code === 'flag_unknown' ? findNearest(fault.flag, flagNames(command.flags)) : undefined;
  const [program = 'gait'] = context.argv;
  const name = [program, ...command.path].join(' ');
  const hint =
    nearest === undefined
      ? (fault.hint ?? `see ${name} --help`)
      : `${name} has no flag --${fault.flag}, did you mean --${nearest}`;
  // The reference of gait shows one dash whatever was written; scripts read that line.
  const isOwn = program === 'krci-ai' && fault.code === 'flag_unknown';
  const told = isOwn ? { ...fault, message: `there is no flag --${fault.flag}` } : fault;
  return printFlagFault(context, command, told, hint, json);
}
