import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { GatedProject, HARMLESS } from '../testing/gated-project.ts';

const MAIN = join(import.meta.dirname, '../main.ts');

test('the call may come from standard input', () => {
  using project = new GatedProject();
  const { stdout, exitCode } = Bun.spawnSync(
    [
      ...[process.execPath, MAIN, 'gate', 'eval', '--policy', '.gait.yaml', '--intent', '-'],
      ...['--json'],
    ],
    {
      cwd: project.cwd,
      stdin: Buffer.from(JSON.stringify(HARMLESS)),
      env: { ...process.env, HOME: project.home, XDG_CONFIG_HOME: '', XDG_STATE_HOME: '' },
    },
  );
  expect(JSON.parse(stdout.toString())).toMatchObject({ ok: true, verdict: 'allow' });
  expect(exitCode).toBe(0);
});
