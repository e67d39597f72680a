import type { JsonObject } from '@gait/canon';
import { closureOf } from '../graph/closure.ts';
import type { Edge, Graph, GraphNode, NodeKind } from '../graph/graph.ts';

/** What is drawn: nodes, and one line for each pair that a list joins. */
export interface Drawing {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly Edge[];
}

/** The part of a graph that some agents reach, or all of it; what is missing is drawn too. */
export function drawingOf(graph: Graph, agents: readonly string[] | undefined): Drawing {
  const closure = agents === undefined ? undefined : closureOf(graph, agents);
  const inside = (id: string): boolean => known === undefined || known.has(id);
  const known =
    closure === undefined
      ? undefined
      : new Set([...closure.nodes.map(({ id }) => id), ...closure.broken.map(({ to }) => to)]);
  const seen = new Set<string>();
  const edges = graph.edges.filter(({ from, to, by }) => {
    const pair = `${from}\n${to}`;
    if (by === 'link' || !graph.nodes.has(to) || !inside(from) || !inside(to) || seen.has(pair)) {
      return false;
    }
    seen.add(pair);
    return true;
  });
  return { nodes: [...graph.nodes.values()].filter(({ id }) => inside(id)), edges };
}

const KINDS: readonly NodeKind[] = ['agent', 'task', 'template', 'data', 'skill', 'mcp'];
const TITLES: Readonly<Record<NodeKind, string>> = {
  agent: 'Agents',
  task: 'Tasks',
  template: 'Templates',
  data: 'Data',
  skill: 'Skills',
  mcp: 'MCP servers',
};

/** As a Mermaid flow chart. */
export function drawMermaid({ nodes, edges }: Drawing): readonly string[] {
  const ids = numbers(nodes);
  const lines = ['flowchart LR'];
  for (const kind of KINDS) {
    const own = nodes.filter((node) => node.kind === kind);
    if (own.length === 0) continue;
    lines.push(`  subgraph ${kind}s["${TITLES[kind]}"]`);
    for (const { id, name, present } of own) {
      lines.push(`    ${ids.get(id)}["${mermaidText(name)}"]${present ? '' : ':::missing'}`);
    }
    lines.push('  end');
  }
  for (const { from, to } of edges) lines.push(`  ${ids.get(from)} --> ${ids.get(to)}`);
  if (nodes.some(({ present }) => !present)) {
    lines.push('  classDef missing stroke-dasharray: 5 5,stroke:#c00');
  }
  return lines;
}

/** As a graph for Graphviz. */
export function drawDot({ nodes, edges }: Drawing): readonly string[] {
  const lines = ['digraph framework {', '  rankdir=LR;', '  node [shape=box];'];
  for (const { id, name, kind, present } of nodes) {
    const look = present ? '' : ', style=dashed, color=red';
    lines.push(`  ${dotText(id)} [label=${dotText(name)}, group=${kind}${look}];`);
  }
  for (const { from, to } of edges) lines.push(`  ${dotText(from)} -> ${dotText(to)};`);
  return [...lines, '}'];
}

/** As plain data: nodes with their kind, edges with their place. */
export function drawJson({ nodes, edges }: Drawing): JsonObject {
  return {
    nodes: nodes.map(({ id, kind, name, present, localPath }) => ({
      id,
      kind,
      name,
      present,
      ...(localPath === undefined ? {} : { local: localPath }),
    })),
    edges: edges.map(({ from, to, kind, reach, file, line, column }) => ({
      from,
      to,
      kind,
      reach,
      file,
      line,
      column,
    })),
  };
}

/** Names of files are not names of nodes there: numbers are. */
function numbers(nodes: readonly GraphNode[]): ReadonlyMap<string, string> {
  return new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
}

/** Entities, as Mermaid wants them: a quote would end the label, a bracket begin markup. */
function mermaidText(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ./_-]/gu, (char) => `#${char.codePointAt(0)};`);
}

function dotText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
