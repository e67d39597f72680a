import type { Graph } from './graph.ts';

interface Frame {
  readonly id: string;
  readonly next: readonly string[];
  at: number;
}

/**
 * Circles of nodes that need each other, by declared references: each circle sorted, and all
 * sorted. Tarjan's components, without recursion: a chain may be long.
 */
export function findCycles(graph: Graph): readonly (readonly string[])[] {
  const indexes = new Map<string, number>();
  const lows = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const enter = (id: string): Frame => {
    indexes.set(id, indexes.size);
    lows.set(id, indexes.size - 1);
    stack.push(id);
    onStack.add(id);
    return { id, next: targetsOf(graph, id), at: 0 };
  };
  const lower = (id: string, low: number): void => {
    lows.set(id, Math.min(lows.get(id) ?? low, low));
  };
  const leave = (id: string, parent: Frame | undefined): void => {
    const low = lows.get(id) ?? 0;
    if (parent !== undefined) lower(parent.id, low);
    if (low !== indexes.get(id)) return;
    const circle = stack.splice(stack.lastIndexOf(id));
    for (const part of circle) onStack.delete(part);
    if (circle.length > 1 || targetsOf(graph, id).includes(id)) cycles.push(circle.sort());
  };
  for (const root of graph.nodes.keys()) {
    if (indexes.has(root)) continue;
    const frames = [enter(root)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const id = frame.next[frame.at++];
      if (id === undefined) {
        frames.pop();
        leave(frame.id, frames.at(-1));
      } else if (!indexes.has(id)) frames.push(enter(id));
      else if (onStack.has(id)) lower(frame.id, indexes.get(id) ?? 0);
    }
  }
  return cycles.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}

function targetsOf(graph: Graph, id: string): readonly string[] {
  return (graph.from.get(id) ?? [])
    .filter(({ by, reach, kind }) => by === 'list' && reach === 'found' && kind !== 'mcp')
    .map(({ to }) => to);
}
