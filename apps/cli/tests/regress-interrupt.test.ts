import { expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GAIT = join(import.meta.dirname, '..', '..', '..', 'dist', 'gait');

/** True while a process runs; one that has ended and waits to be collected does not. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'after %s no command of regress run goes on, and no working copy is left',
  async (signal) => {
    const cwd = mkdtempSync(join(tmpdir(), 'gait-interrupt-'));
    try {
      const temporary = join(cwd, 'tmp');
      const env = {
        PATH: process.env['PATH'] ?? '',
        HOME: cwd,
        TMPDIR: temporary,
        PIDS: join(cwd, 'pids'),
      };
      const setup = Bun.spawnSync(
        ['sh', '-c', 'mkdir "$TMPDIR" && "$0" demo && "$0" regress init --from run_demo', GAIT],
        { cwd, env },
      );
      expect(setup.exitCode).toBe(0);
      // A shell and its child, both deaf to the polite signal.
      writeFileSync(
        join(cwd, 'agent.sh'),
        `trap '' TERM INT; echo $$ >> "$PIDS"; sh -c 'trap "" TERM INT; echo $$ >> "$PIDS"; sleep 60; sleep 60' & wait; wait`,
      );
      const child = Bun.spawn([GAIT, 'regress', 'run', '--exec', 'sh agent.sh'], {
        cwd,
        env,
        stdout: 'ignore',
        stderr: 'ignore',
      });
      const pids = (): number[] =>
        existsSync(env.PIDS) ? readFileSync(env.PIDS, 'utf8').trim().split('\n').map(Number) : [];
      for (let i = 0; i < 200 && pids().length < 2; i += 1) await Bun.sleep(20);
      expect(pids()).toHaveLength(2);
      child.kill(signal);
      await child.exited;
      expect(child.exitCode).not.toBe(0);
      for (let i = 0; i < 100 && pids().some(runs); i += 1) await Bun.sleep(20);
      expect(pids().filter(runs)).toEqual([]);
      expect(readdirSync(temporary)).toEqual([]);
      expect(existsSync(join(cwd, 'regress_result.json'))).toBe(false);
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  },
  20_000,
);
