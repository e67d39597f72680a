import { readCmd } from './cmd/read-cmd.ts';
import type { CommandContext } from './model/context.ts';
import type { CommandReading } from './model/effect.ts';
import { readPowerShell } from './powershell/read-power-shell.ts';
import { readProgram } from './programs/read-program.ts';
import { readShell } from './shell/read-shell.ts';

/** Shells that start each other: deeper than any honest command. */
const DEEPEST = 8;

/**
 * Reads what a command would do, in the shell that its context names. Never throws, and takes time
 * linear in the text: what cannot be read is an obscurity, which puts the command into the stricter
 * class.
 */
export function readCommand(text: string, context: CommandContext): CommandReading {
  return readAt(text, context, 0);
}

function readAt(text: string, context: CommandContext, depth: number): CommandReading {
  if (depth > DEEPEST)
    return { effects: [], obscurities: ['budget_spent'], programs: [], runs: [] };
  const inner = (nested: string, at: CommandContext): CommandReading =>
    readAt(nested, at, depth + 1);
  switch (context.dialect) {
    case 'sh':
      return readShell(text, context, readProgram);
    case 'powershell':
      return readPowerShell(text, withoutMissing(context), readProgram, inner);
    case 'cmd':
      return readCmd(text, withoutMissing(context), readProgram, inner);
  }
}

/** What the text itself writes is not followed in these shells: no file is certain to be missing. */
function withoutMissing({ isMissing: _unused, ...context }: CommandContext): CommandContext {
  return context;
}
