import type { Graph, NodeKind } from '../graph/graph.ts';
import { foldName } from '../tree/check-names.ts';

/** Files that a broken reference may have meant. */
export interface NearFiles {
  /** The one file that a path means but for its case, else the one of that name in another folder. */
  readonly find: (kind: NodeKind, path: string) => string | undefined;
}

/** Indexes present files by name. A name that several have is no help. */
export function indexNearFiles(graph: Graph): NearFiles {
  const byPath = new Map<string, string | null>();
  const byName = new Map<string, string | null>();
  const add = (index: Map<string, string | null>, key: string, id: string): void => {
    index.set(key, index.has(key) ? null : id);
  };
  for (const { id, kind, present } of graph.nodes.values()) {
    if (!present || kind === 'mcp' || kind === 'agent') continue;
    add(byPath, `${kind} ${foldName(id)}`, id);
    add(byName, `${kind} ${nameKey(id)}`, id);
  }
  return {
    find: (kind, path) =>
      byPath.get(`${kind} ${foldName(path)}`) ??
      byName.get(`${kind} ${nameKey(path)}`) ??
      undefined,
  };
}

function nameKey(id: string): string {
  const folded = foldName(id);
  return folded.slice(folded.lastIndexOf('/') + 1);
}
