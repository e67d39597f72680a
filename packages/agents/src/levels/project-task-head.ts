import { valueOf, type YamlEntry } from '@gait/yaml';
import { LEVEL_OF } from '../graph/closure.ts';
import type { Level, NodeKind } from '../graph/graph.ts';
import { readFrontMatter } from '../reader/front-matter.ts';
import type { Cut } from './project-framework.ts';
import { removeParts } from './remove-parts.ts';

const KIND_OF: ReadonlyMap<string, NodeKind> = new Map([
  ['templates', 'template'],
  ['data', 'data'],
  ['tasks', 'task'],
  ['mcp_servers', 'mcp'],
  ['skills', 'skill'],
]);

/** From here on nothing is above the level. */
const HIGHEST = Math.max(...[...KIND_OF.values()].map((kind) => LEVEL_OF[kind]));

/** Takes the lists of what is above a level out of a task's front matter. */
export function projectTaskHead(text: string, level: Level): Cut {
  if (level >= HIGHEST) return { edits: [], leftOut: [] };
  const problems: Parameters<typeof readFrontMatter>[1] = [];
  const { root, base } = readFrontMatter(text, problems);
  const head = root?.kind === 'map' ? root : undefined;
  const dependencies = head === undefined ? undefined : valueOf(head, 'dependencies');
  if (head === undefined || dependencies?.kind !== 'map' || problems.length > 0) {
    return { edits: [], leftOut: [] };
  }
  const isLost = ({ key }: YamlEntry): boolean => {
    const kind = KIND_OF.get(key.text);
    return kind !== undefined && LEVEL_OF[kind] > level;
  };
  const lost = dependencies.entries.filter(isLost);
  if (lost.length === 0) return { edits: [], leftOut: [] };
  const all = lost.length === dependencies.entries.length;
  // A head with nothing left in it is an empty one, which is fine.
  const holder = all ? head : dependencies;
  const isRemoved = (index: number): boolean => {
    const entry = holder.entries[index] as YamlEntry;
    return all ? entry.key.text === 'dependencies' : isLost(entry);
  };
  const inner = text.slice(base);
  return {
    edits: removeParts(inner, holder, isRemoved).map((edit) => ({
      ...edit,
      start: edit.start + base,
      end: edit.end + base,
    })),
    leftOut: lost.flatMap(({ value }) =>
      value.kind !== 'list'
        ? []
        : value.items.flatMap((item) =>
            item.kind === 'scalar' ? [{ what: 'reference' as const, name: item.text }] : [],
          ),
    ),
  };
}
