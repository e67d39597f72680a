import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { folderForEach } from '../apps/cli/src/testing/scratch-folder.ts';
import { runInProcess } from '../apps/cli/src/testing.ts';
import { killInstalls } from './soak/install.ts';

/** A slice of the full run (`npm run soak`), always the same one. */
const ROUNDS = 15;
const SEED = 20_261_121;
const CHILD = join(import.meta.dirname, 'soak/install-child.ts');

let folder = '';
folderForEach((made) => {
  folder = made;
  mkdirSync(join(folder, 'project'));
});
const world = () => ({
  cwd: join(folder, 'project'),
  env: { ...process.env, HOME: join(folder, 'home') },
});

test('an installer that is killed leaves the project as before or as after, and the next command says which', async () => {
  const { problems, states } = await killInstalls(ROUNDS, SEED);
  expect(problems).toEqual([]);
  // Kills that all hit the same state would have tested one half.
  expect(Math.min(...states)).toBeGreaterThan(0);
}, 120_000);

test('installs at the same time end with one whole install and a record of it', async () => {
  const exits = await Promise.all(
    Array.from(
      { length: 4 },
      () =>
        new Promise<number | null>((done) => {
          spawn(process.execPath, [CHILD, 'install'], { ...world(), stdio: 'inherit' }).once(
            'close',
            done,
          );
        }),
    ),
  );
  expect(exits).toEqual([0, 0, 0, 0]);
  const { cwd, env } = world();
  const run = (...args: string[]) =>
    runInProcess([...args, '--json'], { program: 'krci-ai', cwd, home: env.HOME });
  expect((await run('verify')).json).toMatchObject({ ok: true });
  // The others found everything there.
  expect((await run('audit', 'verify')).json).toMatchObject({ records: 1 });
}, 60_000);

test.skipIf(process.platform === 'win32')(
  'an install that does not fit on the disk leaves nothing behind',
  async () => {
    // Blocks of 512 or 1024 bytes: the journal fits into none of them.
    for (const blocks of [64, 128, 256]) {
      const { status, stderr } = spawnSync(
        'sh',
        ['-c', `ulimit -f ${blocks}; exec "$0" "$1" install`, process.execPath, CHILD],
        { ...world(), encoding: 'utf8' },
      );
      expect([status, stderr]).toEqual([1, expect.stringContaining('largest size allowed here')]);
      expect(readdirSync(join(folder, 'project'))).toEqual([]);
    }
    expect(existsSync(join(folder, 'home'))).toBe(true);
    const { cwd, env } = world();
    const after = await runInProcess(['install', '--json'], {
      program: 'krci-ai',
      cwd,
      home: env.HOME,
    });
    expect(after.json).toMatchObject({ ok: true, written: true });
  },
  60_000,
);
