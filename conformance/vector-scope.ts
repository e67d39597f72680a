import { findCommand } from '../apps/cli/src/find-command.ts';
import { COMMANDS } from '../apps/cli/src/table.ts';
import type { VectorCase } from './vector-case.ts';

/**
 * The commands of a case that this build does not have.
 *
 * @returns empty when the case can be run
 */
export function missingCommands(vector: VectorCase): string[] {
  const missing = [vector.command, ...(vector.setup ?? [])].map(missingCommand);
  return [...new Set(missing.filter((name) => name !== undefined))];
}

function missingCommand(words: readonly string[]): string | undefined {
  // `frobnicate` is meant to be unknown.
  if (words.length === 0 || words[0] === 'frobnicate') return undefined;
  // This show of the demo is of durable jobs.
  if (words[0] === 'demo' && words.includes('--durable')) return 'demo --durable';
  if (findCommand(words, COMMANDS).kind !== 'unknown') return undefined;
  const named = words.findIndex((word) => /^-|[/.]/u.test(word));
  return words.slice(0, named < 0 ? words.length : Math.min(named, 3)).join(' ');
}
