import { expect, test } from 'bun:test';
import { readFramework } from '../graph/read-framework.ts';
import { agentText, lampTree, TRIM } from '../testing/lamp-framework.ts';
import { drawDot, drawingOf, drawJson, drawMermaid } from './draw-graph.ts';
import { agentJson, listAgents } from './list-agents.ts';
import { listAssets } from './list-assets.ts';

const framework = readFramework(
  lampTree({
    'agents/wick.yaml': agentText({ tasks: undefined })
      .replace('lamp-v1', 'wick-v1')
      .replace('Ada Lantern', 'Bo'),
    'tasks/trim.md': TRIM.replace(
      'dependencies:',
      'dependencies:\n  mcp_servers: [harbour]',
    ).replace('- oils.md', '- gone.md'),
    'templates/a"b.md': 'x\n',
  }),
);

test('agents are listed with what they reach', () => {
  const [lamp, wick] = listAgents(framework).map(agentJson);
  expect(lamp).toMatchObject({
    agent: 'lamp',
    name: 'Ada Lantern',
    id: 'lamp-v1',
    level: 4,
    tasks: ['trim.md'],
    templates: ['log.md'],
    data: [],
    mcp_servers: ['harbour'],
  });
  expect(wick).toMatchObject({ agent: 'wick', level: 1, tasks: [], skills: [] });
});

test('assets are listed with who needs them, also those that are missing', () => {
  expect(
    listAssets(framework, 'data').map(({ name, agents, present }) => [name, agents, present]),
  ).toEqual([
    ['gone.md', ['lamp'], false],
    ['oils.md', [], true],
  ]);
  expect(listAssets(framework, 'task')).toEqual([
    {
      name: 'trim.md',
      path: '.krci-ai/tasks/trim.md',
      title: 'Trim the wick',
      agents: ['lamp'],
      usedBy: ['lamp'],
      present: true,
    },
  ]);
  expect(listAssets(framework, 'mcp')).toEqual([
    {
      name: 'harbour',
      path: undefined,
      title: '',
      agents: ['lamp'],
      usedBy: ['trim.md'],
      present: true,
    },
  ]);
});

test('a drawing has every node once, and a name cannot leave its label', () => {
  const all = drawingOf(framework.graph, undefined);
  expect(drawMermaid(all)).toEqual([
    'flowchart LR',
    '  subgraph agents["Agents"]',
    '    n0["lamp"]',
    '    n1["wick"]',
    '  end',
    '  subgraph tasks["Tasks"]',
    '    n2["trim.md"]',
    '  end',
    '  subgraph templates["Templates"]',
    '    n3["a#34;b.md"]',
    '    n4["log.md"]',
    '  end',
    '  subgraph datas["Data"]',
    '    n5["gone.md"]:::missing',
    '    n6["oils.md"]',
    '  end',
    '  subgraph mcps["MCP servers"]',
    '    n7["harbour"]',
    '  end',
    '  n0 --> n2',
    '  n2 --> n4',
    '  n2 --> n5',
    '  n2 --> n7',
    '  classDef missing stroke-dasharray: 5 5,stroke:#c00',
  ]);
  expect(drawDot(all)).toContain(
    '  ".krci-ai/templates/a\\"b.md" [label="a\\"b.md", group=template];',
  );
});

test('a part of the graph is what some agents reach', () => {
  const part = drawJson(drawingOf(framework.graph, ['.krci-ai/agents/wick.yaml'])) as {
    nodes: { id: string }[];
    edges: unknown[];
  };
  expect(part.nodes.map(({ id }) => id)).toEqual(['.krci-ai/agents/wick.yaml']);
  expect(part.edges).toEqual([]);
  const lamp = drawingOf(framework.graph, ['.krci-ai/agents/lamp.yaml']);
  expect(lamp.edges.map(({ to }) => to)).toEqual([
    '.krci-ai/tasks/trim.md',
    '.krci-ai/templates/log.md',
    '.krci-ai/data/gone.md',
    'mcp:harbour',
  ]);
});
