import { closureOf } from './closure.ts';
import type { Graph } from './graph.ts';

/** Who needs what: short names of agents by the id of each node that they reach, missing ones too. */
export function usersOf(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  const add = (id: string, agent: string): void => {
    const own = users.get(id);
    if (own === undefined) users.set(id, [agent]);
    else if (own.at(-1) !== agent) own.push(agent);
  };
  for (const { id: root, name, kind } of graph.nodes.values()) {
    if (kind !== 'agent') continue;
    const { nodes, broken } = closureOf(graph, [root]);
    for (const { id } of nodes) add(id, name);
    for (const { to } of broken) if (graph.nodes.has(to)) add(to, name);
  }
  for (const own of users.values()) own.sort();
  return users;
}
