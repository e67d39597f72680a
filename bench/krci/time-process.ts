import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What a process took, milliseconds. */
export interface ProcessTime {
  readonly wall: number;
  /** Of all processors together, of user and system. */
  readonly processor: number;
}

/** Runs a program from start to end. Findings end with 1 or 2: the trees of the existing program have some. */
export function timeProcess(program: string, args: readonly string[], cwd: string): ProcessTime {
  const started = performance.now();
  const { exitCode, resourceUsage } = Bun.spawnSync([program, ...args], {
    cwd,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
  });
  const wall = performance.now() - started;
  const crashed = exitCode > 2 || (args[0] === 'install' && !existsSync(join(cwd, '.krci-ai')));
  if (crashed) throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}`);
  return { wall, processor: Number(resourceUsage?.cpuTime.total ?? 0) / 1000 };
}
