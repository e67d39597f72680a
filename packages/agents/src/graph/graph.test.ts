import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { agentText, lampTree, TRIM } from '../testing/lamp-framework.ts';
import { closureOf } from './closure.ts';
import { findCycles } from './cycles.ts';
import type { Graph, Level } from './graph.ts';
import { readFramework } from './read-framework.ts';
import { usersOf } from './users.ts';

const LAMP = '.krci-ai/agents/lamp.yaml';
const call = (...names: string[]): string =>
  `---\ndependencies:\n  tasks: [${names.join(', ')}]\n---\n`;
const names = (graph: Graph, level: Level): string[] =>
  closureOf(graph, [LAMP], level).nodes.map(({ kind, name }) => `${kind} ${name}`);

describe('a graph', () => {
  test('joins agents, tasks, templates, data, skills and servers, each edge at its place', () => {
    const { graph } = readFramework(
      lampTree({
        'agents/lamp.yaml': agentText({ skills: '  skills: [wick]' }),
        'tasks/trim.md': TRIM.replace('dependencies:', 'dependencies:\n  mcp_servers: [harbour]'),
        'skills/wick/SKILL.md': '---\nname: wick\ndescription: x\n---\n',
        'skills/wick/scripts/a.py': 'pass\n',
      }),
    );
    expect(
      [...graph.nodes.values()].map(({ kind, name, files }) => [kind, name, files.length]),
    ).toEqual([
      ['agent', 'lamp', 0],
      ['task', 'trim.md', 0],
      ['template', 'log.md', 0],
      ['data', 'oils.md', 0],
      ['skill', 'wick', 2],
      ['mcp', 'harbour', 0],
    ]);
    expect(
      graph.edges.map(
        ({ to, by, line, column }) => `${by} ${to.split('/').at(-1)} ${line}:${column}`,
      ),
    ).toEqual([
      'list trim.md 22:7',
      'list SKILL.md 23:12',
      'list log.md 5:7',
      'list oils.md 7:7',
      'list mcp:harbour 3:17',
      'link log.md 12:15',
      'link oils.md 13:18',
    ]);
  });

  test('a level has what belongs to it, and tells what lies above', () => {
    const { graph } = readFramework(lampTree());
    expect(names(graph, 1)).toEqual(['agent lamp']);
    expect(names(graph, 2)).toEqual(['agent lamp', 'task trim.md']);
    expect(names(graph, 3)).toEqual(['agent lamp', 'task trim.md', 'template log.md']);
    expect(names(graph, 4)).toHaveLength(4);
    expect(closureOf(graph, [LAMP], 2).above.map(({ written }) => written)).toEqual([
      'log.md',
      'oils.md',
    ]);
  });

  test('what is missing is broken, and in no closure', () => {
    const { graph } = readFramework(lampTree({ 'data/oils.md': undefined }));
    const { nodes, broken } = closureOf(graph, [LAMP]);
    expect(nodes).toHaveLength(3);
    expect(broken.map(({ to, reach }) => [to, reach])).toEqual([
      ['.krci-ai/data/oils.md', 'missing'],
    ]);
    expect(usersOf(graph).get('.krci-ai/data/oils.md')).toEqual(['lamp']);
  });

  test('tasks are followed as far as they call, through circles too', () => {
    const files = {
      'tasks/trim.md': call('a.md'),
      'tasks/a.md': call('b.md', 'a.md'),
      'tasks/b.md': call('trim.md'),
    };
    const { graph } = readFramework(lampTree(files));
    expect(names(graph, 2)).toEqual(['agent lamp', 'task a.md', 'task b.md', 'task trim.md']);
  });

  test('a local file is read in place of the one of its name', () => {
    const { graph, tasks } = readFramework(lampTree({ 'local/tasks/trim.md': '# Ours\n' }));
    expect(graph.nodes.get('.krci-ai/tasks/trim.md')?.localPath).toBe(
      '.krci-ai/local/tasks/trim.md',
    );
    expect(tasks.get('.krci-ai/tasks/trim.md')?.text?.text).toBe('# Ours\n');
    expect(names(graph, 4)).toEqual(['agent lamp', 'task trim.md']);
  });
});

/** A graph of tasks that call each other as told. */
function graphOf(calls: readonly (readonly number[])[]): Graph {
  const files = Object.fromEntries(
    calls.map((to, index) => [`tasks/t${index}.md`, call(...to.map((other) => `t${other}.md`))]),
  );
  return readFramework(lampTree({ ...files, 'tasks/trim.md': undefined })).graph;
}

test('circles are what can reach itself, whatever the graph', () => {
  const graphs = fc.integer({ min: 1, max: 7 }).chain((size) =>
    fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), {
      minLength: size,
      maxLength: size,
    }),
  );
  fc.assert(
    fc.property(graphs, (calls) => {
      const reach = (from: number): Set<number> => {
        const seen = new Set<number>();
        const waiting = [...(calls[from] ?? [])];
        for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
          if (seen.has(at)) continue;
          seen.add(at);
          waiting.push(...(calls[at] ?? []));
        }
        return seen;
      };
      const own = calls.flatMap((_, index) =>
        reach(index).has(index) ? [`.krci-ai/tasks/t${index}.md`] : [],
      );
      expect(findCycles(graphOf(calls)).flat().sort()).toEqual(own.sort());
    }),
    { numRuns: 150 },
  );
});

test('a chain of ten thousand tasks is followed without a stack', () => {
  const calls = Array.from({ length: 10_000 }, (_, index) => (index < 9_999 ? [index + 1] : [0]));
  expect(findCycles(graphOf(calls)).map(({ length }) => length)).toEqual([10_000]);
});
