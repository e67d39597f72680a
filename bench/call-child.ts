import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../scripts/run-command.ts';
import { ROOT } from '../scripts/source-files.ts';

/** Nanoseconds, or what else a child measured, by name. */
export type Figures = Readonly<Record<string, number>>;

/** Runs a program that measures and writes its figures to the file named last. */
export async function callForFigures(command: readonly string[], out: string): Promise<Figures> {
  const result = await runCommand([...command, out]);
  if (result.status !== 0) throw new Error(`${command.join(' ')} failed:\n${result.output}`);
  return JSON.parse(readFileSync(out, 'utf8')) as Figures;
}

/** The command that runs a file of this folder in a process of its own. */
export function ownProcess(file: string, ...args: readonly string[]): readonly string[] {
  return [process.execPath, join(ROOT, 'bench', file), ...args];
}

/** One figure of every round that has it, divided. */
export function column(rounds: readonly Figures[], name: string, divisor = 1): readonly number[] {
  return rounds.flatMap((round) => (round[name] === undefined ? [] : [round[name] / divisor]));
}
