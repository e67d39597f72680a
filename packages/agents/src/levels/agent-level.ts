import { closureOf, LEVEL_OF } from '../graph/closure.ts';
import type { Graph, GraphNode, Level } from '../graph/graph.ts';

/** The level that an agent needs to be whole: the highest of what it reaches. */
export function levelOfAgent(graph: Graph, id: string): Level {
  const levels = closureOf(graph, [id]).nodes.map(({ kind }) => LEVEL_OF[kind]);
  return levels.reduce<Level>((highest, level) => (level > highest ? level : highest), 1);
}

/** What each level adds for some agents; everything of a level and those below is its closure. */
export function nodesByLevel(
  graph: Graph,
  roots: Iterable<string>,
): Readonly<Record<Level, readonly GraphNode[]>> {
  const { nodes } = closureOf(graph, roots);
  const of = (level: Level): readonly GraphNode[] =>
    nodes.filter(({ kind }) => LEVEL_OF[kind] === level);
  return { 1: of(1), 2: of(2), 3: of(3), 4: of(4) };
}
