import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';

test('the end of one run leaves the settings of the next alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-tool-'));
  const run = (script: string) =>
    runTool(
      {
        program: '/bin/sh',
        args: ['-c', script],
        env: {},
        input: '',
        settings: { variable: 'OWN_HOME', path: 'settings.json', content: 'own' },
      },
      { cwd: folder, folder, env: { PATH: process.env['PATH'] }, timeoutMs: 20_000 },
    );
  try {
    expect(await run('true')).toMatchObject({ exit: 0 });
    // What ended half a second ago has nothing to take away any more.
    expect(await run('sleep 0.8; cat "$OWN_HOME/settings.json"')).toEqual({
      exit: 0,
      output: 'own',
      late: false,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
