import { expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '@gait/canon';
import {
  at,
  files,
  install,
  lock,
  prepareProject,
  put,
  read,
  run,
  task,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

const LOCAL_TASK = '.krci-ai/local/tasks/one.md';
const LOCAL_DATA = '.krci-ai/local/data/oils.md';
const OURS = '# Task: trim ours\n\nRead [the oils](./.krci-ai/data/oils.md).\n';

const localOf = async (): Promise<unknown> => (await run('status', '--json')).json?.['local'];
const toolFile = (): string =>
  read(files().find((path) => path.startsWith('.claude/commands/') && path.includes('one')) ?? '');

test('a local task is what agents and the files of tools refer to, after the next install', async () => {
  await install('--ide', 'claude');
  put(`project/${LOCAL_TASK}`, OURS);
  expect(await localOf()).toMatchObject([{ path: LOCAL_TASK, in_effect: false }]);
  expect((await run('status')).stdout).toContain('not in effect: run krci-ai install');
  await run('install');
  expect(read('.krci-ai/agents/ada.yaml')).toContain(`- ./${LOCAL_TASK}\n`);
  const command = toolFile();
  expect(command).toContain(`./${LOCAL_TASK}`);
  expect(command).not.toContain('.krci-ai/tasks/one.md');
  expect(command).toContain(`sha256:${sha256Hex(OURS)}`);
  const agents = files().filter((path) => path.startsWith('.claude/agents/'));
  expect(agents.map(read).join('')).toContain(`./${LOCAL_TASK}`);
  expect(await localOf()).toMatchObject([{ path: LOCAL_TASK, in_effect: true }]);
  expect(lock().local).toEqual([{ path: LOCAL_TASK, sha256: sha256Hex(OURS) }]);
});

test('a local data file is what tasks link to, and everything is as the lock says', async () => {
  await install();
  put(`project/${LOCAL_DATA}`, '# Our oils\n');
  await run('install');
  expect(read('.krci-ai/tasks/one.md')).toBe(
    task('oils.md').replace('./.krci-ai/data/oils.md', `./${LOCAL_DATA}`),
  );
  expect((await run('verify', '--json')).exit).toBe(0);
  expect((await run('validate', '--json')).json).toMatchObject({ ok: true, findings: [] });
  expect((await install('--frozen')).exit).toBe(0);
  expect((await install()).json).toMatchObject({ written: false });
});

test('a local file that changed is not in effect, and fails a frozen install', async () => {
  put(`project/${LOCAL_DATA}`, '# Our oils\n');
  await install();
  put(`project/${LOCAL_DATA}`, '# Our other oils\n');
  expect(await localOf()).toMatchObject([{ in_effect: false }]);
  expect((await install('--frozen')).exit).toBe(2);
  await install();
  expect(await localOf()).toMatchObject([{ in_effect: true }]);
});

test('a local file that goes is a finding until an install refers to the framework again', async () => {
  put(`project/${LOCAL_DATA}`, '# Our oils\n');
  await install();
  rmSync(join(at.root, LOCAL_DATA));
  const found = await run('verify', '--json');
  expect(found.exit).toBe(2);
  expect(found.json?.['findings']).toMatchObject([
    { code: 'agent_local_missing', path: LOCAL_DATA },
  ]);
  expect((await run('validate')).exit).not.toBe(0);
  await run('install');
  expect(read('.krci-ai/tasks/one.md')).toBe(task('oils.md'));
  expect((await run('verify')).exit).toBe(0);
});

test('a bundle of what refers to local files holds them under the names of the framework', async () => {
  put(`project/${LOCAL_DATA}`, '# Our oils\n');
  await install();
  await run('bundle', '--all');
  const bundle = read('.krci-ai/bundle/all.md');
  expect(bundle).toContain('# Our oils');
  expect(bundle).toContain('(./.krci-ai/data/oils.md)');
  expect(bundle).not.toContain('.krci-ai/local/');
});
