import { join } from 'node:path';
import { SUITES } from './inputs.ts';
import { spreadOf, type Spread } from './measure.ts';

/** A command that is timed from start to end. */
interface TimedCommand {
  readonly args: readonly string[];
  /** Folder below that of the inputs. */
  readonly folder?: string;
}

const CHECKED = ['--require-signature', '--public-key', 'public.key', '--json'];
const COMMANDS: Readonly<Record<string, TimedCommand>> = {
  '--version': { args: ['--version'] },
  verify: { args: ['verify', './runpack.zip', ...CHECKED] },
  'pack verify': { args: ['pack', 'verify', 'pack.zip', ...CHECKED] },
  ...Object.fromEntries(
    SUITES.map((fixtures) => [
      `regress run, ${fixtures}`,
      { args: ['regress', 'run', '--json'], folder: `suite-${fixtures}` },
    ]),
  ),
};
const ROUNDS = 60;

function millisecondsOf(program: string, args: readonly string[], cwd: string): number {
  const started = performance.now();
  const { exitCode } = Bun.spawnSync([program, ...args], {
    cwd,
    stdout: 'ignore',
    stderr: 'ignore',
  });
  const took = performance.now() - started;
  if (exitCode !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}`);
  return took;
}

/** Milliseconds of each command for each program, the programs taking turns. */
export function timeCommands(
  programs: readonly string[],
  inputs: string,
): ReadonlyMap<string, readonly Spread[]> {
  const results = new Map<string, readonly Spread[]>();
  for (const [name, { args, folder = '.' }] of Object.entries(COMMANDS)) {
    const times: readonly number[][] = programs.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, program] of programs.entries()) {
        times[index]?.push(millisecondsOf(program, args, join(inputs, folder)));
      }
    }
    results.set(name, times.map(spreadOf));
  }
  return results;
}
