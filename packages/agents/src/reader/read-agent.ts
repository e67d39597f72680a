import { readYamlTree } from '@gait/yaml';
import type { Problem } from '../findings/finding.ts';
import { agentFile } from '../model/agent-file.ts';
import { readBlock, type PlacedEntry, type PlacedText } from './read-block.ts';
import { reportYaml } from './report-yaml.ts';

/** An agent as far as its file tells; what is missing or of another kind is undefined or empty. */
export interface Agent {
  readonly identity: {
    readonly name: PlacedText | undefined;
    readonly id: PlacedText | undefined;
    readonly version: PlacedText | undefined;
    readonly description: PlacedText | undefined;
    readonly role: PlacedText | undefined;
    readonly goal: PlacedText | undefined;
    readonly icon: PlacedText | undefined;
  };
  readonly commands: readonly PlacedEntry[];
  readonly tasks: readonly PlacedText[];
  readonly skills: readonly PlacedText[];
  readonly placeAt: (offset: number) => { readonly line: number; readonly column: number };
}

const MAX_DEPTH = 100;

/** Reads the text of an agent's file. */
export function readAgent(text: string, problems: Problem[]): Agent {
  const tree = readYamlTree(text, { maxDepth: MAX_DEPTH });
  reportYaml(tree, problems, 0);
  // What could not be parsed at all lacks no fields.
  const unread = tree.root === undefined && tree.problems.length > 0;
  const found = readBlock(tree.root, agentFile, tree.placeAt, unread ? [] : problems);
  const identity = (name: string): PlacedText | undefined =>
    found.texts.get(`/agent/identity/${name}`);
  return {
    identity: {
      name: identity('name'),
      id: identity('id'),
      version: identity('version'),
      description: identity('description'),
      role: identity('role'),
      goal: identity('goal'),
      icon: identity('icon'),
    },
    commands: found.words.get('/agent/commands') ?? [],
    tasks: found.lists.get('/agent/tasks') ?? [],
    skills: found.lists.get('/agent/skills') ?? [],
    placeAt: tree.placeAt,
  };
}
