import { spreadOf, type Spread } from './measure.ts';

/** Commands that are timed from start to end, in the folder of inputs. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  '--version': ['--version'],
  verify: [
    'verify',
    './runpack.zip',
    '--require-signature',
    '--public-key',
    'public.key',
    '--json',
  ],
  'regress run': ['regress', 'run', '--json'],
  'pack verify': [
    'pack',
    'verify',
    'pack.zip',
    '--require-signature',
    '--public-key',
    'public.key',
    '--json',
  ],
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
  cwd: string,
): ReadonlyMap<string, readonly Spread[]> {
  const results = new Map<string, readonly Spread[]>();
  for (const [name, args] of Object.entries(COMMANDS)) {
    const times: readonly number[][] = programs.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, program] of programs.entries()) {
        times[index]?.push(millisecondsOf(program, args, cwd));
      }
    }
    results.set(name, times.map(spreadOf));
  }
  return results;
}
