import type { GraphNode, NodeKind } from './graph.ts';

const ORDER: Readonly<Record<NodeKind, number>> = {
  agent: 0,
  task: 1,
  template: 2,
  data: 3,
  skill: 4,
  mcp: 5,
};

/** Agents first, then what they need; by id inside a kind. */
export function compareNodes(left: GraphNode, right: GraphNode): number {
  return ORDER[left.kind] - ORDER[right.kind] || (left.id < right.id ? -1 : 1);
}
