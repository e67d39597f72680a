import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'bun:test';
import { runInProcess, type Ran } from '../testing.ts';
import { folderForAll } from '../testing/scratch-folder.ts';

let folder = '';

folderForAll((made) => {
  folder = made;
  const files = {
    'agents/dev.yaml': 'agent:\n  tasks:\n    - ./.krci-ai/tasks/plan.md\n',
    'agents/qa.yaml': 'agent: {}\n',
    'tasks/plan.md': '---\ndependencies:\n  data: [rules.md]\n---\n',
    'data/rules.md': '',
  };
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, '.krci-ai', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
});

const run = async (...args: string[]): Promise<Ran> =>
  await runInProcess(['graph', ...args], { program: 'krci-ai', cwd: folder, home: folder });

test('graph --html writes one page that holds everything, and says what is in it', async () => {
  const ran = await run('--html', 'graph.html', '--json');
  expect([ran.exit, ran.json]).toEqual([
    0,
    expect.objectContaining({ ok: true, html: 'graph.html', nodes: 4, edges: 2 }),
  ]);
  expect(readFileSync(join(folder, 'graph.html'), 'utf8')).toContain(
    'data-path=".krci-ai/tasks/plan.md"',
  );
});

test('graph --html draws only what an agent reaches when one is named', async () => {
  const ran = await run('--agent', 'qa', '--html', 'qa.html', '--json');
  expect(ran.json).toMatchObject({ nodes: 1, edges: 0 });
});

test('graph --html refuses a place that is no file, and an agent that is not there', async () => {
  expect((await run('--html', '.')).exit).not.toBe(0);
  expect((await run('--html', 'a.html', '--agent', 'nobody')).exit).toBe(6);
});
