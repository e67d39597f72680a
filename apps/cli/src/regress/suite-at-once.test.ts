import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyRecord } from '@gait/canon';
import { intentRecord, recordRun, refsRecord, resultRecord, runRecord } from '@gait/evidence';

/** Real processes: what one of them does to the suite of another shows in no other way. */

const MAIN = join(import.meta.dir, '..', 'main.ts');
let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-at-once-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function record(runId: string): void {
  const { zip } = recordRun(
    {
      run: { ...emptyRecord(runRecord), run_id: runId, producer_version: '1.4.0' },
      intents: [{ ...emptyRecord(intentRecord), intent_id: 'i', tool_name: runId, args: {} }],
      results: [{ ...emptyRecord(resultRecord), intent_id: 'i', status: 'ok', result: {} }],
      refs: emptyRecord(refsRecord),
      captureMode: 'raw',
    },
    { createdAt: '2026-03-01T09:15:00Z', os: 'linux', arch: 'amd64' },
  );
  writeFileSync(join(folder, `${runId}.zip`), zip);
}

interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
}

/** Runs the command line; kills it with SIGKILL after a while, where a time is given. */
async function gait(args: readonly string[], killAfterMs?: number): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  if (killAfterMs !== undefined) {
    await Promise.race([sleep(killAfterMs), ended]);
    child.kill('SIGKILL');
  }
  return { exit: await ended, stdout };
}

function listed(): string[] {
  const config = JSON.parse(readFileSync(join(folder, 'gait.yaml'), 'utf8')) as {
    fixtures: { name: string }[];
  };
  return config.fixtures.map(({ name }) => name).sort();
}

/** Everything beside the suite and what it was made from. */
function litter(): string[] {
  return readdirSync(folder).filter(
    (name) => !/^(?:fixtures|gait\.yaml|regress_result\.json|run_\d+\.zip)$/u.test(name),
  );
}

describe('commands on one suite at once', () => {
  test('lose no test: eight processes add, one is run all the while', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `f${i}`);
    for (const i of names.keys()) record(`run_${i}`);
    await gait(['regress', 'init', '--from', 'run_0.zip', '--name', 'f0']);
    const adding = names.map(
      async (name, i) =>
        await gait(['regress', 'add', '--from', `run_${i}.zip`, '--name', name, '--json']),
    );
    const running = [1, 2, 3].map(async () => await gait(['regress', 'run', '--json']));
    const ended = await Promise.all([...adding, ...running]);
    expect(ended.map(({ exit, stdout }) => (exit === 0 ? 0 : stdout))).toEqual(ended.map(() => 0));
    expect(listed()).toEqual(names);
    expect(litter()).toEqual([]);
    expect((await gait(['regress', 'run', '--json'])).stdout).not.toContain('unlisted');
  }, 60_000);

  test('that were killed on the way block nobody and leave no half fixture', async () => {
    for (const i of Array.from({ length: 13 }).keys()) record(`run_${i}`);
    await gait(['regress', 'init', '--from', 'run_12.zip', '--name', 'f0']);
    const started = performance.now();
    await gait(['regress', 'add', '--from', 'run_12.zip', '--name', 'kept']);
    const whole = performance.now() - started;
    for (let i = 0; i < 12; i++) {
      // From shortly after the start to about the end, also over a fixture that is there.
      const args = ['regress', 'add', '--from', `run_${i}.zip`, '--name', `f${i % 3}`];
      await gait(args, whole * (0.4 + i * 0.06));
      const ran = await gait(['regress', 'run', '--json']);
      expect(ran.exit === 0 ? 0 : ran.stdout).toBe(0);
      expect(ran.stdout).not.toContain('unlisted');
    }
    expect((await gait(['regress', 'add', '--from', 'run_3.zip', '--name', 'last'])).exit).toBe(0);
    expect(listed()).toContain('last');
    // A lock's own temporary name may be left; nothing looks at it.
    expect(litter().filter((name) => !name.startsWith('gait.yaml.lock.tmp-'))).toEqual([]);
  }, 120_000);
});
