import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { isCodedError } from '@gait/canon';
import type { Framework } from '../graph/read-framework.ts';
import { readFramework } from '../graph/read-framework.ts';
import { memoryTree } from '../tree/memory-tree.ts';
import { findAgents, findTasks } from './find-scope.ts';
import { brokenReferences, selectBundle } from './select-bundle.ts';

const agent = (name: string, tasks: readonly string[], skills: readonly string[] = []): string =>
  [
    `agent:\n  identity:\n    name: "${name}"\n  tasks:`,
    ...tasks.map((task) => `    - ./.krci-ai/tasks/${task}`),
    '  skills:',
    ...skills.map((skill) => `    - ${skill}`),
    '',
  ].join('\n');
const task = (needs: string): string => `---\ndependencies:\n${needs}---\n# Task\n`;
const id = (path: string): string => `.krci-ai/${path}`;

const framework = readFramework(
  memoryTree({
    [id('agents/a.yaml')]: agent('Ada Lantern', ['x/one.md', 'two.md'], ['tidy']),
    [id('agents/b.yaml')]: agent('Bo', ['two.md', 'y/one.md']),
    [id('agents/B2.yaml')]: agent('Bo Two', []),
    [id('tasks/x/one.md')]: task('  tasks: [deep.md]\n  templates: [t2.md, t1.md]\n'),
    [id('tasks/y/one.md')]: task('  data: [gone.md]\n'),
    [id('tasks/two.md')]: task('  tasks: [deep.md, x/one.md]\n'),
    [id('tasks/deep.md')]: task('  tasks: [two.md]\n  data: [d.md]\n  mcp_servers: [jira]\n'),
    [id('templates/t1.md')]: 't1',
    [id('templates/t2.md')]: 't2',
    [id('data/d.md')]: 'd',
    [id('data/unused.md')]: 'unused',
    [id('skills/tidy/SKILL.md')]:
      '---\nname: tidy\ndescription: Keeps things tidy and in order\n---\n# Tidy\n',
    [id('skills/tidy/scripts/run.sh')]: 'echo\n',
  }),
);
const A = id('agents/a.yaml');
const B = id('agents/b.yaml');
const pathsOf = (selection: ReturnType<typeof selectBundle>): readonly string[] =>
  selection.groups.flatMap(({ paths }) => paths.map((path) => path.slice('.krci-ai/'.length)));

test('a task stands behind the agent that lists it first, and what it calls right behind it', () => {
  const selection = selectBundle(framework, { agents: [A, B], level: 4 });
  expect(pathsOf(selection)).toEqual([
    'agents/a.yaml',
    'tasks/x/one.md',
    'tasks/deep.md',
    'tasks/two.md',
    'agents/b.yaml',
    'tasks/y/one.md',
    'templates/t1.md',
    'templates/t2.md',
    'data/d.md',
    'skills/tidy/SKILL.md',
    'skills/tidy/scripts/run.sh',
  ]);
  expect(selection.counts).toEqual({ agents: 2, tasks: 4, templates: 2, data_files: 1, skills: 1 });
  expect(selection.groups.flatMap(({ heading }) => heading ?? [])).toEqual([
    'Shared Templates',
    'Reference Data',
    'Skills',
  ]);
});

test('agents stand in the order in which they were asked for', () => {
  expect(pathsOf(selectBundle(framework, { agents: [B, A], level: 1 }))).toEqual([
    'agents/b.yaml',
    'agents/a.yaml',
  ]);
});

test('a level has nothing of what is above it, and says what was above', () => {
  const selection = selectBundle(framework, { agents: [A], level: 3 });
  expect(pathsOf(selection)).toContain('templates/t1.md');
  expect(pathsOf(selection)).not.toContain('data/d.md');
  expect(selection.above.map(({ written }) => written).sort()).toEqual(['d.md', 'jira']);
  expect(selection.broken).toEqual([]);
});

test('a skill that no agent lists is in it where it is asked for, from its level on', () => {
  const skills = [id('skills/tidy/SKILL.md')];
  const own = (level: 1 | 2): readonly string[] =>
    pathsOf(selectBundle(framework, { agents: [B], skills, level })).filter((path) =>
      path.startsWith('skills'),
    );
  expect(own(2)).toEqual(['skills/tidy/SKILL.md', 'skills/tidy/scripts/run.sh']);
  expect(own(1)).toEqual([]);
});

test('one task brings what it needs, and not the other tasks of its agent', () => {
  const selection = selectBundle(framework, {
    agents: [B],
    tasks: [id('tasks/y/one.md')],
    level: 4,
  });
  expect(pathsOf(selection)).toEqual(['agents/b.yaml', 'tasks/y/one.md']);
  const error = brokenReferences(selection.broken, 'bundle_reference_broken');
  expect([error?.code, error?.where]).toEqual([
    'bundle_reference_broken',
    { file: id('tasks/y/one.md'), line: 3, column: 10 },
  ]);
  expect(brokenReferences([], 'bundle_reference_broken')).toBeUndefined();
});

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
  return 'no error';
};

test('agents are found by short or full name in any case, tasks by any part of their path that is theirs alone', () => {
  expect(findAgents(framework, ['A', 'bo', 'b2', 'a'])).toEqual([A, B, id('agents/B2.yaml')]);
  expect(findAgents(framework, ['Ada Lantern'])).toEqual([A]);
  expect(codeOf(() => findAgents(framework, ['c']))).toBe('agent_unknown');
  expect(codeOf(() => findAgents(framework, []))).toBe('agent_unknown');
  const tasks = [id('tasks/x/one.md'), id('tasks/y/one.md'), id('tasks/two.md')];
  for (const name of ['x/one', 'x/one.md', id('tasks/x/one.md'), './.krci-ai/tasks/x/one.md'])
    expect(findTasks(tasks, [name])).toEqual([id('tasks/x/one.md')]);
  expect(findTasks(tasks, ['TWO', 'two'])).toEqual([id('tasks/two.md')]);
  expect(codeOf(() => findTasks(tasks, ['one']))).toBe('task_unknown');
  expect(codeOf(() => findTasks(tasks, ['deep']))).toBe('task_unknown');
});

/** Frameworks of a few tasks that call each other in any way, cycles too. */
const tangled = fc
  .array(fc.array(fc.nat(5), { maxLength: 4 }), { minLength: 6, maxLength: 6 })
  .map((calls): Framework =>
    readFramework(
      memoryTree(
        Object.fromEntries([
          [A, agent('Ada', ['t0.md', 't1.md'])],
          [B, agent('Bo', ['t1.md', 't2.md'])],
          ...calls.map((others, i) => [
            id(`tasks/t${i}.md`),
            task(
              `  tasks: [${others.map((other) => `t${other}.md`).join(', ')}]\n  data: [d${i % 3}.md]\n`,
            ),
          ]),
          ...[0, 1, 2].map((i) => [id(`data/d${i}.md`), 'd']),
        ]) as Record<string, string>,
      ),
    ),
  );

test('however tasks call each other, each file is there once, and all that is reached is there', () => {
  fc.assert(
    fc.property(tangled, (made) => {
      const selection = selectBundle(made, { agents: [A, B], level: 4 });
      const paths = selection.groups.flatMap((group) => group.paths);
      expect(new Set(paths).size).toBe(paths.length);
      const reached = new Set<string>();
      const waiting = [A, B];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (reached.has(next)) continue;
        reached.add(next);
        waiting.push(...(made.graph.from.get(next) ?? []).map(({ to }) => to));
      }
      expect([...paths].sort()).toEqual([...reached].sort());
    }),
    { numRuns: 300, seed: 19 },
  );
});
