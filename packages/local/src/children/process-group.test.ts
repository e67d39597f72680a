import { expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { liveness } from '../locks/process-identity.ts';

test('when this process is told to end, its children and theirs end too, and it ends by that signal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gait-group-'));
  try {
    const script = `import { runChild } from ${JSON.stringify(join(import.meta.dir, 'run-child.ts'))};
      await runChild({ command: 'sleep 60 & echo $! > pid; echo $$ > s; mv s shell; wait', cwd: ${JSON.stringify(folder)}, env: process.env });`;
    writeFileSync(join(folder, 'parent.ts'), script);
    const parent = spawn(process.execPath, [join(folder, 'parent.ts')], { stdio: 'inherit' });
    const end = new Promise<NodeJS.Signals | null>((done) => {
      parent.once('exit', (_code, signal) => done(signal));
    });
    for (let i = 0; i < 200 && !existsSync(join(folder, 'shell')); i += 1) await Bun.sleep(20);
    parent.kill('SIGINT');
    expect(await end).toBe('SIGINT');
    for (const name of ['pid', 'shell']) {
      const pid = Number(readFileSync(join(folder, name), 'utf8'));
      for (let i = 0; i < 100 && liveness(pid, '') === 'alive'; i += 1) await Bun.sleep(10);
      expect(liveness(pid, '')).toBe('dead');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 20_000);
