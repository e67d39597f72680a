import { afterAll, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'zip-runtimes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('Node and Bun write and read the same bytes, in any folder and time zone', () => {
  const program = join(import.meta.dir, 'zips', 'print-digests.ts');
  const built = join(folder, 'print-digests.mjs');
  execFileSync(process.execPath, ['build', program, '--target', 'node', '--outfile', built], {
    stdio: 'pipe',
  });
  const run = (runtime: string, file: string, zone: string): string =>
    execFileSync(runtime, [file], {
      cwd: folder,
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    });
  const expected = run(process.execPath, program, 'UTC');
  expect(expected).toContain('intents.jsonl');
  for (const zone of ['UTC', 'America/New_York', 'Asia/Kolkata']) {
    expect(run('node', built, zone)).toBe(expected);
  }
}, 30_000);
