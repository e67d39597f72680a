import { expect, test } from 'bun:test';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '@gait/canon';
import { runInProcess, type Ran } from '../testing.ts';
import { projectForEach } from '../testing/krci-project.ts';

const AGENT =
  'agent:\n  identity:\n    name: "Ada Lantern"\n  tasks:\n    - ./.krci-ai/tasks/t.md\n';
const at = projectForEach(({ add }) => {
  add('.krci-ai/agents/lamp.yaml', AGENT);
  add('.krci-ai/agents/buoy.yaml', AGENT.replace('Ada Lantern', 'Bo <Buoy>'));
  // 10 tokens, as the reference counts it.
  add('.krci-ai/tasks/t.md', 'The quick brown lamp jumps over the lazy keeper.\n');
});

const run = (...args: string[]): Promise<Ran> =>
  at.runIn({ env: { XDG_CACHE_HOME: join(at.folder, 'cache') } }, 'tokens', ...args);
const cacheFile = (): string => join(at.folder, 'cache/gait/token-counts');
const own = 22;

test('all agents: totals with each file once, and the sum in which shared files count for each', async () => {
  const ran = await run('--all', '--json');
  const { json } = ran;
  const agents = json?.['agents'] as { total_tokens: number; assets: { tokens: number }[] }[];
  const [buoy = 0, lamp = 0] = agents.map(({ assets }) => assets[0]?.tokens ?? 0);
  expect(ran.exit).toBe(0);
  expect(agents.map(({ total_tokens: total }) => total)).toEqual([buoy + 10, lamp + 10]);
  expect(json).toMatchObject({
    total_tokens: buoy + lamp + 10,
    total_per_agent: buoy + lamp + 20,
    breakdown: { agents: buoy + lamp, tasks: 10, templates: 0, data_files: 0, skills: 0 },
    encoding: 'cl100k_base',
    exact: true,
    cache: 'unused',
  });
  expect(lamp).toBeGreaterThan(own);
});

test('one agent has the keys that the reference prints', async () => {
  const { json } = await run('--agent', 'LAMP', '--json');
  expect(json).toMatchObject({
    agent_name: 'Ada Lantern',
    agent_file: '.krci-ai/agents/lamp.yaml',
    agent_short_name: 'lamp',
    assets: [{ path: '.krci-ai/agents/lamp.yaml', type: 'agent' }],
    dependencies: {
      tasks: [{ path: '.krci-ai/tasks/t.md', type: 'tasks', tokens: 10 }],
      templates: [],
      data_files: [],
      tasks_ref: null,
    },
  });
});

test('a second run looks counts up in the cache of the user; a poisoned one is found', async () => {
  const first = (await run('--all', '--json')).json;
  expect((await run('--all', '--json')).json).toMatchObject({
    cache: 'used',
    total_tokens: first?.['total_tokens'],
  });
  const text = readFileSync(cacheFile(), 'utf8');
  writeFileSync(cacheFile(), text.replace(' 10\n', ' 11\n'));
  expect((await run('--all', '--json')).json).toMatchObject({
    cache: 'damaged',
    total_tokens: first?.['total_tokens'],
  });
  // With the digest made right: found by counting again.
  const body = text.slice(text.indexOf('\n') + 1).replace(' 10\n', ' 11\n');
  writeFileSync(cacheFile(), `krci-ai token counts 1 ${sha256Hex(body)}\n${body}`);
  const ran = await run('--all', '--json');
  expect(ran.json).toMatchObject({ cache: 'wrong', total_tokens: first?.['total_tokens'] });
  expect(readFileSync(cacheFile(), 'utf8')).toBe(text);
});

test('a number that decides the exit status is counted, not looked up', async () => {
  await run('--all');
  expect((await run('--all', '--max-tokens', '1000', '--json')).json).toMatchObject({
    cache: 'unused',
  });
  at.add('.krci-ai/config.yaml', 'tokens: {budgets: {agent: 1000}}\n');
  expect((await run('--all', '--json')).json).toMatchObject({ cache: 'unused' });
  expect((await run('--all', '--no-cache', '--json')).json).toMatchObject({ cache: 'unused' });
});

test('no cache is made inside the project', async () => {
  const ran = await runInProcess(['tokens', '--all', '--json'], {
    program: 'krci-ai',
    cwd: at.root,
    home: join(at.root, 'home'),
  });
  expect([ran.exit, existsSync(join(at.root, 'home'))]).toEqual([0, false]);
});

test('what is above a budget is told by name and ends with 2', async () => {
  at.add('.krci-ai/config.yaml', 'tokens:\n  budgets:\n    file: 9\n    agents: {lamp: 20}\n');
  const ran = await run('--all', '--json');
  const over = ran.json?.['over_budget'] as { scope: string; name: string }[];
  expect(ran.exit).toBe(2);
  expect(
    over.map(({ scope, name }) => `${scope} ${name}`).filter((one) => !one.includes('.yaml')),
  ).toEqual(['file .krci-ai/tasks/t.md', 'agent lamp']);
  expect((await run('--agent', 'buoy', '--max-tokens', '12')).exit).toBe(2);
  at.add('.krci-ai/config.yaml', 'tokens: {budgets: {total: 60}}\n');
  expect([(await run('--all')).exit, (await run('--agent', 'lamp')).exit]).toEqual([2, 0]);
  at.add('.krci-ai/config.yaml', 'tokens: {budget: {total: 60}}\n');
  expect((await run('--all')).exit).toBe(6);
});

test('a task that is missing does not hide the rest, and ends with 2', async () => {
  at.add('.krci-ai/agents/lamp.yaml', AGENT.replace('t.md', 'gone.md'));
  const ran = await run('--all', '--json');
  expect([ran.exit, ran.json?.['broken']]).toEqual([
    2,
    [
      {
        file: '.krci-ai/agents/lamp.yaml',
        line: 5,
        column: 7,
        written: './.krci-ai/tasks/gone.md',
        reach: 'missing',
      },
    ],
  ]);
  expect(ran.json).toMatchObject({ breakdown: { tasks: 10 } });
});

test('a bundle is counted where bundle writes it', async () => {
  await runInProcess(['bundle', '--agent', 'lamp,buoy'], {
    program: 'krci-ai',
    cwd: at.root,
    home: at.folder,
  });
  const ran = await run('--bundle', 'buoy lamp', '--json');
  expect(ran.json).toMatchObject({
    bundle_scope: 'buoy-lamp',
    bundle_file: '.krci-ai/bundle/buoy-lamp.md',
  });
  expect((await run('--bundle', 'buoy-lamp', '--json')).json?.['total_tokens']).toBe(
    ran.json?.['total_tokens'],
  );
  expect((await run('--bundle', 'all')).exit).toBe(6);
  expect((await run('--bundle', 'buoy-lamp', '--max-tokens', '5')).exit).toBe(2);
});

test('estimates are labelled and come only where they are asked for', async () => {
  expect((await run('--all', '--json')).json).not.toHaveProperty('estimates');
  const estimates = (await run('--all', '--estimates', '--json')).json?.['estimates'] as {
    family: string;
    estimate: boolean;
  }[];
  expect(estimates.map(({ family, estimate }) => [family, estimate])).toEqual([
    ['claude', true],
    ['gemini', true],
    ['llama', true],
    ['mistral', true],
  ]);
});

test('the page is whole in itself, and a name in it is text and not markup', async () => {
  at.add('.krci-ai/agents/a"><b.yaml', AGENT);
  expect((await run('--all', '--html', 'tokens.html')).exit).toBe(0);
  const page = readFileSync(join(at.root, 'tokens.html'), 'utf8');
  const style = /<style>([\s\S]*?)<\/style>/u.exec(page)?.[1] ?? '';
  expect(page).toContain(
    `style-src 'sha256-${Buffer.from(sha256Hex(style), 'hex').toString('base64')}'`,
  );
  expect(page).not.toMatch(/<script|style="|https?:|<b\.yaml| on[a-z]+=/u);
  expect(page).toContain('a&quot;&gt;&lt;b');
  await run('--all', '--html', 'again.html');
  expect(readFileSync(join(at.root, 'again.html'), 'utf8')).toBe(page);
  expect((await run('--all', '--html', '../out.html')).exit).toBe(6);
});

test('one way of asking is needed, and an encoding that exists', async () => {
  for (const args of [
    [],
    ['--all', '--agent', 'lamp'],
    ['--agent', 'lmap'],
    ['--all', '--encoding', 'p50k'],
    ['--all', '--max-tokens', '-1'],
  ])
    expect((await run(...args)).exit).toBe(6);
  const other = (await run('--all', '--encoding', 'o200k_base', '--json')).json;
  expect(other?.['encoding']).toBe('o200k_base');
});
