import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { runInProcess } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

const MAIN = join(import.meta.dirname, '../main.ts');
/** As root nothing is unreadable: the command runs as nobody, where the machine can do that. */
const asNobody =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
const canDrop = asNobody.length === 0 || spawnSync('setpriv', ['--version']).status === 0;

let cwd = '';
folderForEach(async (folder) => {
  cwd = folder;
  chmodSync(cwd, 0o755);
  writeFileSync(join(cwd, 'in.json'), '{"run":{"run_id":"run_x"}}');
  await runInProcess(['run', 'record', 'in.json'], { cwd });
});

function gait(...words: readonly string[]): { exit: number | null; json: Record<string, unknown> } {
  const [program, ...args] = [...asNobody, process.execPath, MAIN, ...words, '--json'];
  const { status, stdout } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
  });
  // Else the folder cannot be removed.
  chmodSync(join(cwd, 'gait-out'), 0o755);
  return { exit: status, json: JSON.parse(stdout) as Record<string, unknown> };
}

describe.skipIf(process.platform === 'win32' || !canDrop)(
  'an output folder nobody may read',
  () => {
    test.each([['verify'], ['run inspect']])('makes %s name the permission', (command) => {
      chmodSync(join(cwd, 'gait-out'), 0o000);
      const { exit, json } = gait(...command.split(' '), 'run_x');
      expect(exit).toBe(6);
      expect(json).toMatchObject({ detail: { code: 'file_permission' } });
      expect(String(json['error'])).toContain('permission denied');
    });

    test.each([0o000, 0o444, 0o111])('is a finding of doctor (mode %d)', (mode) => {
      chmodSync(join(cwd, 'gait-out'), mode);
      const { exit, json } = gait('doctor');
      expect(exit).toBe(0);
      expect(json['checks']).toContainEqual(
        expect.objectContaining({
          name: 'output_readable',
          status: 'fail',
          fix_command: 'chmod u+rwx ./gait-out',
        }),
      );
    });
  },
);
