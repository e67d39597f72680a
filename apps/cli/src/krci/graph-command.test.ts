import { expect, test } from 'bun:test';
import type { Ran } from '../testing.ts';
import { projectForAll } from '../testing/krci-project.ts';

const at = projectForAll(({ add }) => {
  const files = {
    'agents/dev.yaml': 'agent:\n  tasks:\n    - ./.krci-ai/tasks/plan.md\n',
    'agents/qa.yaml': 'agent: {}\n',
    'tasks/plan.md': '---\ndependencies:\n  data: [rules.md]\n---\n',
    'data/rules.md': '',
  };
  for (const [path, text] of Object.entries(files)) add(`.krci-ai/${path}`, text);
});

const run = (...args: string[]): Promise<Ran> => at.run('graph', ...args);

test('graph --html writes one page that holds everything, and says what is in it', async () => {
  const ran = await run('--html', 'graph.html', '--json');
  expect([ran.exit, ran.json]).toEqual([
    0,
    expect.objectContaining({ ok: true, html: 'graph.html', nodes: 4, edges: 2 }),
  ]);
  expect(at.read('project/graph.html')).toContain('data-path=".krci-ai/tasks/plan.md"');
});

test('graph --html draws only what an agent reaches when one is named', async () => {
  const ran = await run('--agent', 'qa', '--html', 'qa.html', '--json');
  expect(ran.json).toMatchObject({ nodes: 1, edges: 0 });
});

test('graph --html refuses a place that is no file, and an agent that is not there', async () => {
  expect((await run('--html', '.')).exit).not.toBe(0);
  expect((await run('--html', 'a.html', '--agent', 'nobody')).exit).toBe(6);
});
