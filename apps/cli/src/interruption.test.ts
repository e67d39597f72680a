import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'bun:test';

interface Ended {
  readonly said: readonly string[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly ms: number;
}

/** Tells a process to end while it works. */
async function interrupted(mode: string, signal: 'SIGINT' | 'SIGTERM'): Promise<Ended> {
  const program = join(import.meta.dirname, 'testing/interrupted-child.ts');
  const child = spawn(process.execPath, [program, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  let since = 0;
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
    if (!said.includes('working') || since > 0) return;
    since = performance.now();
    setTimeout(() => child.kill(signal), 50);
  });
  return await new Promise((done) => {
    child.on('close', (code, by) =>
      done({ said: said.trim().split('\n'), code, signal: by, ms: performance.now() - since }),
    );
  });
}

test.each(['nothing', 'undid'])(
  'a command that has %s to undo ends at once, also in the middle of a step',
  async (mode) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const ended = await interrupted(mode, signal);
      expect(ended).toMatchObject({ said: ['working'], code: null, signal });
      expect(ended.ms).toBeLessThan(10_000);
    }
  },
  30_000,
);

test('what has something to undo undoes it', async () => {
  expect(await interrupted('undo', 'SIGTERM')).toMatchObject({
    said: ['working', 'undone', 'cleared'],
    code: 143,
  });
});

test('who waits for the end is told of it', async () => {
  expect(await interrupted('waits', 'SIGINT')).toMatchObject({
    said: ['working', 'stopped'],
    code: 130,
  });
});
