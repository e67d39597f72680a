import { spawnSync } from 'node:child_process';

/** Runs a program and gives what it printed; a failure is thrown with what it complained of. */
export function runCommand(argv: readonly string[], cwd: string): string {
  const [program = '', ...args] = argv;
  const result = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status === 0) return result.stdout;
  throw new Error(`${argv.join(' ')}: ${result.stderr}`);
}
