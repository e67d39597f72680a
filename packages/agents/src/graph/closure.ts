import type { Edge, Graph, GraphNode, Level, NodeKind } from './graph.ts';
import { compareNodes } from './node-order.ts';

/** From which level on a kind is there. */
export const LEVEL_OF: Readonly<Record<NodeKind, Level>> = {
  agent: 1,
  task: 2,
  skill: 2,
  template: 3,
  data: 4,
  mcp: 4,
};

/** What some agents need, with what that needs in its turn. */
export interface Closure {
  /** Present nodes in the graph's order: agents, tasks, templates, data, skills, servers. */
  readonly nodes: readonly GraphNode[];
  /** References to what is there but belongs to a higher level. */
  readonly above: readonly Edge[];
  /** References that lead to no file. */
  readonly broken: readonly Edge[];
}

/**
 * Everything that is reached from some nodes through declared references, cycles included once.
 *
 * @param roots ids of nodes: agents, and skills that come without one; ids that the graph lacks are ignored
 * @param level kinds above it are not entered, nor are such roots
 */
export function closureOf(graph: Graph, roots: Iterable<string>, level: Level = 4): Closure {
  const seen = new Set<string>();
  const above: Edge[] = [];
  const broken: Edge[] = [];
  const waiting = [...roots].filter((id) => {
    const kind = graph.nodes.get(id)?.kind;
    return kind !== undefined && LEVEL_OF[kind] <= level;
  });
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const edge of graph.from.get(id) ?? []) {
      if (edge.by === 'link') continue;
      if (edge.reach !== 'found') broken.push(edge);
      else if (LEVEL_OF[edge.kind] > level) above.push(edge);
      else waiting.push(edge.to);
    }
  }
  // Not by walking through the graph: it is large, and each of many agents reaches little of it.
  const nodes = [...seen].map((id) => graph.nodes.get(id)).filter((node) => node?.present === true);
  return {
    nodes: (nodes as GraphNode[]).sort(compareNodes),
    above,
    broken,
  };
}

/** Where everything that is of use begins: all agents, and all skills, which tools find by themselves. */
export function rootsOf(graph: Graph): readonly string[] {
  return [...graph.nodes.values()]
    .filter(({ kind, present }) => present && (kind === 'agent' || kind === 'skill'))
    .map(({ id }) => id);
}
