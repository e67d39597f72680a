import type { NodeKind } from '../graph/graph.ts';
import type { Framework } from '../graph/read-framework.ts';
import { usersOf } from '../graph/users.ts';

/** A task, template, data file, skill or server, and who needs it. */
export interface AssetRow {
  readonly name: string;
  /** Undefined for a server, which is no file. */
  readonly path: string | undefined;
  /** Its first heading, or what a skill says it does; empty where there is none. */
  readonly title: string;
  /** Short names of the agents that reach it. */
  readonly agents: readonly string[];
  /** Names of the tasks and agents that declare it. */
  readonly usedBy: readonly string[];
  /** False for what is referred to and not there. */
  readonly present: boolean;
}

/** Everything of a kind, sorted by name. */
export function listAssets(
  framework: Framework,
  kind: Exclude<NodeKind, 'agent'>,
): readonly AssetRow[] {
  const { graph } = framework;
  const users = usersOf(graph);
  const usedBy = new Map<string, Set<string>>();
  for (const { from, to, by } of graph.edges) {
    const name = graph.nodes.get(from)?.name;
    if (by === 'link' || name === undefined) continue;
    const own = usedBy.get(to);
    if (own === undefined) usedBy.set(to, new Set([name]));
    else own.add(name);
  }
  return [...graph.nodes.values()]
    .filter((node) => node.kind === kind)
    .map(({ id, name, localPath, present }) => ({
      name,
      path: kind === 'mcp' ? undefined : (localPath ?? id),
      title: titleOf(framework, kind, id),
      agents: users.get(id) ?? [],
      usedBy: [...(usedBy.get(id) ?? [])].sort(),
      present,
    }));
}

function titleOf(framework: Framework, kind: NodeKind, id: string): string {
  if (kind === 'skill') return framework.skills.get(id)?.content.description?.text ?? '';
  if (kind !== 'task') return '';
  return framework.tasks.get(id)?.content.markdown.headings[0] ?? '';
}
