import { spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSpendLedger } from './spend-ledger.ts';

const CHILD = fileURLToPath(new URL('testing/spend-child.ts', import.meta.url));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-spenders-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const path = (): string => join(folder, 'spent.jsonl');

interface Ended {
  /** Answers the process was told. */
  readonly told: readonly string[];
  readonly stderr: string;
}

function run(...args: string[]): { readonly ended: Promise<Ended>; kill(): void } {
  const child = spawn(process.execPath, [CHILD, path(), ...args], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', () => {
      // Of a killed process the last line may be half written; it was not told yet.
      const lines = stdout.slice(0, stdout.lastIndexOf('\n') + 1).split('\n');
      resolve({ told: lines.filter((line) => line !== ''), stderr });
    });
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

test('of 16 processes that spend one nonce exactly one wins', async () => {
  const all = await Promise.all(
    Array.from({ length: 16 }, (_, i) => run(`event-${i}`, 'key:nonce').ended),
  );
  expect(all.map(({ stderr }) => stderr).filter((text) => text !== '')).toEqual([]);
  const told = all.flatMap((ended) => ended.told).sort();
  expect(told).toEqual([...Array.from({ length: 15 }, () => 'used key:nonce'), 'won key:nonce']);
}, 60_000);

test('processes killed at any moment lose no use they were told of', async () => {
  const won: string[] = [];
  let patienceMs = 150;
  for (let round = 0; round < 10; round++) {
    const running = Array.from({ length: 3 }, (_, i) =>
      run(`event-${round}.${i}`, `use-${round}.${i}`, '100000'),
    );
    for (const process of running) setTimeout(process.kill, patienceMs * (1 + Math.random()));
    const ended = await Promise.all(running.map((child) => child.ended));
    const heard = ended.flatMap(({ told }) => told);
    // A busy machine takes longer to start a process than we waited before killing it.
    if (heard.length === 0) patienceMs *= 2;
    expect(heard.filter((line) => !line.startsWith('won '))).toEqual([]);
    won.push(...heard.map((line) => line.slice(4)));
    const ledger = openSpendLedger(path());
    const after = { use: `after-${round}`, tokenId: 't', expiresAt: '2099-01-01T00:00:00Z' };
    expect((await ledger.spend([after], `after-${round}`, 0n)).ok).toBe(true);
  }
  const uses = openSpendLedger(path()).used();
  expect(won.length).toBeGreaterThan(10);
  expect(won.filter((use) => !uses.has(use))).toEqual([]);
}, 120_000);
