import type { CommandContext } from './model/context.ts';
import type { CommandReading } from './model/effect.ts';

/**
 * Reads what a command would do, in the shell that its context names. Never throws, and takes time
 * linear in the text: what cannot be read is an obscurity, which puts the command into the stricter
 * class.
 */
export function readCommand(_text: string, _context: CommandContext): CommandReading {
  return { effects: [], obscurities: ['dialect_unknown'], programs: [] };
}
