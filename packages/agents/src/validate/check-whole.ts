import type { Edge, Graph } from '../graph/graph.ts';
import { findCycles } from '../graph/cycles.ts';
import type { Finding } from '../findings/finding.ts';
import { findingAt, toFinding } from './finding-at.ts';

/** What only the whole shows: circles, and files that no agent reaches. */
export function checkWhole(
  graph: Graph,
  links: readonly Edge[],
  users: ReadonlyMap<string, readonly string[]>,
): readonly Finding[] {
  return [...checkCycles(graph, users), ...checkOrphans(graph, links)];
}

function checkCycles(
  graph: Graph,
  users: ReadonlyMap<string, readonly string[]>,
): readonly Finding[] {
  return findCycles(graph).map((circle) => {
    const inside = new Set(circle);
    const [first = ''] = circle;
    const edge = (graph.from.get(first) ?? []).find(
      ({ to, by }) => by === 'list' && inside.has(to),
    );
    const itself = circle.length === 1;
    const problem = {
      code: 'cycle' as const,
      message: itself
        ? `${first} calls itself`
        : `these call each other in a circle: ${circle.join(', ')}`,
      hint: itself ? 'take the reference out' : 'take one of the references out',
      about: circle,
      line: edge?.line ?? 1,
      column: edge?.column ?? 1,
    };
    return toFinding(problem, edge?.file ?? first, users.get(first) ?? []);
  });
}

/** Links reach too: who follows one finds the file, though nothing installs it. */
function checkOrphans(graph: Graph, links: readonly Edge[]): readonly Finding[] {
  const linked = new Map<string, string[]>();
  for (const { from, to } of links) {
    const own = linked.get(from);
    if (own === undefined) linked.set(from, [to]);
    else own.push(to);
  }
  const reached = new Set<string>();
  const waiting: string[] = [];
  for (const { id, kind } of graph.nodes.values()) {
    // Tools find skills by themselves.
    if (kind === 'agent' || kind === 'skill') waiting.push(id);
  }
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    for (const { to } of graph.from.get(id) ?? []) waiting.push(to);
    waiting.push(...(linked.get(id) ?? []));
  }
  const findings: Finding[] = [];
  for (const { id, kind, present, localPath } of graph.nodes.values()) {
    if (!present || reached.has(id) || kind === 'mcp') continue;
    findings.push(
      localPath === undefined
        ? findingAt(
            'orphan',
            id,
            'no agent reaches it',
            'refer to it from a task of an agent, or delete it',
          )
        : findingAt(
            'local_unknown',
            localPath,
            `nothing refers to ${id}, which it would replace`,
            'give it the name of the file that it is to replace',
          ),
    );
  }
  return findings;
}
