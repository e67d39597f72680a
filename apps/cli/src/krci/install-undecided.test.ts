import { expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  agent,
  at,
  codeOf,
  files,
  install,
  prepareProject,
  put,
  read,
  run,
  task,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

const AGENT = '.krci-ai/agents/ada.yaml';
const TASK = '.krci-ai/tasks/one.md';
const claude = (): readonly (readonly [string, string])[] =>
  files()
    .filter((path) => path.startsWith('.claude/'))
    .map((path) => [path, read(path)]);

/** Makes an update leave its markers in a file. */
async function conflict(path: string, mine: string, theirs: string): Promise<void> {
  put(`project/${path}`, mine);
  put(`source/${path.slice('.krci-ai/'.length)}`, theirs);
  const updated = await run('update', '--yes', '--json');
  expect([updated.exit, updated.json?.['conflicts']]).toEqual([2, 1]);
  expect(read(path)).toContain('<<<<<<< yours');
}

const withGoal = (goal: string): string => agent('Ada', ['one.md']).replace('Keeps the', goal);

test.each([
  ['an agent', AGENT, withGoal('Mine keeps the'), withGoal('Theirs keeps the')],
  ['a task', TASK, `${task('oils.md')}mine\n`, `${task('oils.md')}theirs\n`],
])(
  'markers in %s are told by every command, and its tool files stay',
  async (_, path, mine, theirs) => {
    await install('--ide', 'claude');
    await conflict(path, mine, theirs);
    const before = claude();
    expect(before.length).toBeGreaterThan(2);
    const again = await install();
    expect([again.exit, again.json?.['ok'], again.json?.['unresolved']]).toEqual([
      2,
      false,
      [path],
    ]);
    expect(claude()).toEqual(before);
    expect((await run('update', '--yes', '--json')).exit).toBe(2);
    expect((await run('install')).stdout).toContain(`conflict  ${path}`);
    for (const command of ['verify', 'status', 'validate']) {
      const { json } = await run(command, '--json');
      const findings = json?.['findings'] as readonly {
        code: string;
        path?: string;
        file?: string;
      }[];
      const told = findings.filter(({ code }) => code === 'conflict_unresolved');
      expect(told.map((found) => found.path ?? found.file)).toEqual([path]);
    }
    const bundled = await run('bundle', '--all', '--json');
    expect(bundled.exit).toBe(2);
    put(`project/${path}`, mine);
    expect((await install()).exit).toBe(0);
  },
);

test('a bundle of a task with markers is refused with its own code', async () => {
  await install();
  await conflict(TASK, `${task('oils.md')}mine\n`, `${task('oils.md')}theirs\n`);
  expect(codeOf(await run('bundle', '--all', '--json'))).toBe('conflict_unresolved');
});

test("somebody's own file in the way of a tool file ends with 2, and is told until it goes", async () => {
  put('project/.claude/agents/ada.md', '# Mine\n');
  const ran = await install('--ide', 'claude');
  expect([ran.exit, ran.json?.['ok']]).toEqual([2, false]);
  expect(files()).toContain(AGENT);
  const foreign = { code: 'target_foreign', path: '.claude/agents/ada.md' };
  for (const command of ['verify', 'status'])
    expect((await run(command, '--json')).json?.['findings']).toMatchObject([foreign]);
  expect((await run('verify')).exit).toBe(2);
  rmSync(join(at.root, '.claude/agents/ada.md'));
  expect((await install()).exit).toBe(0);
  expect((await run('verify')).exit).toBe(0);
});

test('an agent that an edit broke keeps its tool files, and the install says that it cannot be read', async () => {
  await install('--ide', 'claude');
  const before = claude();
  put(`project/${AGENT}`, 'agent: [\n');
  const ran = await install();
  expect([ran.exit, ran.json?.['ok']]).toEqual([2, false]);
  expect(claude()).toEqual(before);
  expect((await run('install')).stdout).toContain('target_unreadable');
});
