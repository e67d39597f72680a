import { describe, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  at,
  codeOf,
  files,
  install,
  lock,
  prepareProject,
  put,
  read,
  run,
  WHOLE,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

const OF_BO = ['agents/bo.yaml', 'data/wicks.md', 'tasks/two.md'].map((path) => `.krci-ai/${path}`);

describe('an agent that is removed', () => {
  test('goes with what only it needs, without its source, and the rest stays as it was', async () => {
    await install('--ide', 'claude');
    rmSync(join(at.folder, 'source'), { recursive: true });
    const ran = await run('remove', 'BO', '--json');
    expect([ran.exit, ran.json?.['gone']]).toEqual([0, ['bo']]);
    const assets = files().filter((path) => !path.startsWith('.claude/'));
    expect(assets).toEqual(WHOLE.filter((path) => !OF_BO.includes(path)));
    expect(files().some((path) => /^\.claude\/.*(?:bo|two)/u.test(path))).toBe(false);
    expect(lock()).toMatchObject({ selection: 'named', agents: ['ada'], source: '../source' });
    expect((await run('verify')).exit).toBe(0);
    expect((await run('audit', 'show')).stdout).toContain('remove');
  });

  test('comes back by name, and stays away until then', async () => {
    await install();
    await run('remove', 'bo');
    expect((await install()).json).toMatchObject({ written: false, agents: ['ada'] });
    await install('--agent', 'bo');
    expect(files()).toEqual(WHOLE);
  });

  test('leaves what somebody edited of it, and what the project overrides', async () => {
    put('project/.krci-ai/local/data/oils.md', '# Ours\n');
    await install();
    const task = read('.krci-ai/tasks/one.md');
    put('project/.krci-ai/tasks/two.md', 'mine');
    await run('remove', 'bo');
    expect([read('.krci-ai/tasks/one.md'), read('.krci-ai/tasks/two.md')]).toEqual([task, 'mine']);
    expect(task).toContain('./.krci-ai/local/data/oils.md');
    expect(lock().local).toMatchObject([{ path: '.krci-ai/local/data/oils.md' }]);
  });

  test('is shown in a dry run', async () => {
    await install();
    expect((await run('remove', 'bo', '--dry-run', '--json')).json).toMatchObject({
      counts: { delete: 3 },
    });
    expect(files()).toEqual(WHOLE);
  });
});

test.each([
  [['remove'], 'arguments_invalid'],
  [['remove', ''], 'flag_invalid'],
  [['remove', 'nobody'], 'agent_unknown'],
  [['remove', 'ada', 'bo'], 'arguments_invalid'],
  [['install', '--agent', ''], 'agent_unknown'],
  [['install', '--agent', 'ada', '--agent='], 'agent_unknown'],
  [['install', '--from', ''], 'flag_invalid'],
  [['install', '--level', ''], 'flag_invalid'],
  [['install', '--ide', ''], 'target_unknown'],
  [['install', 'ada'], 'arguments_invalid'],
  [['install', '-a', '-i', 'claude'], 'flag_invalid'],
  [['bundle', '--agent', ''], 'flag_invalid'],
  [['graph', '--agent', ''], 'flag_invalid'],
])('%j is refused with 6 and changes nothing', async (args, code) => {
  await install();
  const ran = await run(...args, '--json');
  expect([ran.exit, codeOf(ran)]).toEqual([6, code]);
  expect(files()).toEqual(WHOLE);
});

test('the hint for a word too many works as it stands', async () => {
  const refused = await install('ada', 'bo');
  expect(files()).toEqual([]);
  const words = String(refused.json?.['hint']).split('krci-ai ')[1]?.split(' ') ?? [];
  expect((await run(...words, '--from', '../source')).exit).toBe(0);
  expect(lock().agents).toEqual(['ada', 'bo']);
});

test('--agent may be repeated: all of them count', async () => {
  await install('--agent', 'ada', '--agent', 'bo', '--ide', 'claude', '--ide', 'cursor');
  expect(lock()).toMatchObject({ agents: ['ada', 'bo'], targets: ['claude', 'cursor'] });
  const bundled = await run('bundle', '--agent', 'ada', '--agent', 'bo', '--dry-run', '--json');
  expect(bundled.json?.['counts']).toMatchObject({ agents: 2 });
});
