import { spawn } from 'node:child_process';
import { expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { appendEvent } from './append-event.ts';
import { sessionFiles } from './session-files.ts';
import { begin, linesOf, scratch, testContext, verifyFiles } from './testing/store-fixture.ts';
import { existsSync } from 'node:fs';

const CHILD = fileURLToPath(new URL('testing/append-child.ts', import.meta.url));

interface Ended {
  /** Sequences the process was told are stored. */
  readonly acknowledged: readonly number[];
  readonly status: number | null;
  readonly stderr: string;
}

interface Running {
  readonly ended: Promise<Ended>;
  kill(): void;
}

function run(
  journal: string,
  name: string,
  count: number,
  env: Readonly<Record<string, string>>,
): Running {
  const child = spawn(process.execPath, [CHILD, journal, name, String(count)], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status) => {
      // Of a killed process the last line may be half written; it was not told yet.
      const told = stdout.slice(0, stdout.lastIndexOf('\n') + 1).split('\n');
      resolve({ acknowledged: told.filter((line) => line !== '').map(Number), status, stderr });
    });
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

function sequencesOf(journal: string): readonly number[] {
  return linesOf(journal).flatMap((line) => {
    const record = JSON.parse(line) as { event?: { sequence: number } };
    return record.event === undefined ? [] : [record.event.sequence];
  });
}

for (const profile of ['standard', 'swarm']) {
  test(`64 processes lose nothing, profile ${profile}`, async () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    const env = { GAIT_SESSION_LOCK_PROFILE: profile, GAIT_SESSION_LOCK_TIMEOUT: '60s' };
    const all = await Promise.all(
      Array.from({ length: 64 }, (_, i) => run(journal, `p${i}`, 4, env).ended),
    );
    expect(all.filter(({ status }) => status !== 0).map(({ stderr }) => stderr)).toEqual([]);
    const told = all.flatMap(({ acknowledged }) => acknowledged).sort((a, b) => a - b);
    expect(told).toEqual(Array.from({ length: 256 }, (_, i) => i + 1));
    expect(sequencesOf(journal)).toEqual(told);
    expect(await verifyFiles(journal)).toMatchObject({
      ok: true,
      journal: { spans: [{ from: 1, to: 256, status: 'chained' }] },
    });
    expect(existsSync(sessionFiles(journal).lock)).toBe(false);
  }, 120_000);
}

test('processes killed at any moment lose no event they were told of, and block nobody', async () => {
  using dir = scratch();
  const journal = dir.path('j.jsonl');
  begin(journal);
  const told: number[] = [];
  let patienceMs = 250;
  for (let round = 0; round < 8; round++) {
    const env = {
      GAIT_SESSION_LOCK_TIMEOUT: '60s',
      ...(round % 2 === 0 ? { GAIT_SESSION_LOCK_PROFILE: 'swarm' } : {}),
    };
    const running = Array.from({ length: 3 }, (_, i) =>
      run(journal, `r${round}.${i}`, 100_000, env),
    );
    for (const process of running) {
      setTimeout(process.kill, patienceMs + Math.random() * patienceMs);
    }
    const ended = await Promise.all(running.map((child) => child.ended));
    const heard = ended.flatMap(({ acknowledged }) => acknowledged);
    told.push(...heard);
    // A busy machine takes longer to start a process than we waited before killing it.
    if (heard.length === 0) patienceMs *= 2;
    const started = performance.now();
    told.push(
      appendEvent(journal, { toolName: 'after', verdict: 'allow' }, testContext()).event.sequence,
    );
    expect(performance.now() - started).toBeLessThan(2000);
  }
  const stored = new Set(sequencesOf(journal));
  expect(told.filter((sequence) => !stored.has(sequence))).toEqual([]);
  expect(new Set(told).size).toBe(told.length);
  expect(told.length).toBeGreaterThan(8);
  expect(await verifyFiles(journal)).toMatchObject({ ok: true });
}, 120_000);
