import { readYamlTree, valueOf, type YamlMap, type YamlNode } from '@gait/yaml';
import { LEVEL_OF } from '../graph/closure.ts';
import type { Level } from '../graph/graph.ts';
import type { Cut } from './project-framework.ts';
import { removeParts } from './remove-parts.ts';

const MAX_DEPTH = 100;
const RUNS_TASK = /\bexecute\s+(?:the\s+)?task\s+[`"']?([\w./-]+)/i;

/**
 * What an agent loses at level 1: its tasks and skills, and the commands that only run one of
 * these tasks. `help`, `chat` and `exit` stay whatever they say.
 */
export function projectAgent(text: string, level: Level): Cut {
  // Before the text is parsed: an install of hundreds of agents asks for each.
  if (level >= LEVEL_OF.task) return { edits: [], leftOut: [] };
  const { root, problems } = readYamlTree(text, { maxDepth: MAX_DEPTH });
  const agent = asMap(asMap(root) && valueOf(root as YamlMap, 'agent'));
  if (agent === undefined || problems.length > 0) return { edits: [], leftOut: [] };
  const tasks = textsOf(valueOf(agent, 'tasks'));
  const names = new Set(tasks.map(baseName));
  const commands = asMap(valueOf(agent, 'commands'));
  const lost = new Set(
    (commands?.entries ?? []).filter(({ key, value }) => {
      const task = value.kind === 'scalar' ? RUNS_TASK.exec(value.text)?.[1] : undefined;
      if (task === undefined || KEPT.has(key.text)) return false;
      return names.has(baseName(task.replace(/\.+$/, '')));
    }),
  );
  const lists = agent.entries.filter(({ key }) => key.text === 'tasks' || key.text === 'skills');
  return {
    edits: [
      ...removeParts(text, agent, (index) => lists.includes(agent.entries[index] as never)),
      ...(commands === undefined
        ? []
        : removeParts(text, commands, (index) => lost.has(commands.entries[index] as never))),
    ],
    leftOut: [
      ...lists.flatMap(({ value }) =>
        textsOf(value).map((name) => ({ what: 'reference' as const, name })),
      ),
      ...[...lost].map(({ key }) => ({ what: 'command' as const, name: key.text })),
    ],
  };
}

const KEPT = new Set(['help', 'chat', 'exit']);

function asMap(node: YamlNode | undefined): YamlMap | undefined {
  return node?.kind === 'map' ? node : undefined;
}

function textsOf(node: YamlNode | undefined): readonly string[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
}
