import { readAsset, type Asset } from '../reader/read-asset.ts';
import { readAgent, type Agent } from '../reader/read-agent.ts';
import { readSkill, readTask, type Skill, type Task } from '../reader/read-markdown-asset.ts';
import { effectiveFiles, filesBelow, FOLDER_OF } from '../tree/asset-places.ts';
import type { FileTree } from '../tree/file-tree.ts';
import { buildGraph } from './build-graph.ts';
import type { Graph } from './graph.ts';

export interface AgentAsset extends Asset<Agent> {
  /** File name without extension: what every command calls the agent. */
  readonly short: string;
}

/** A framework: agents, tasks and skills read, templates and data by name, and what needs what. */
export interface Framework {
  readonly tree: FileTree;
  /** By path, sorted. */
  readonly agents: ReadonlyMap<string, AgentAsset>;
  /** By path, of the file that wins; also those that nothing refers to. */
  readonly tasks: ReadonlyMap<string, Asset<Task>>;
  /** By path of their `SKILL.md`. */
  readonly skills: ReadonlyMap<string, Asset<Skill>>;
  readonly graph: Graph;
}

/** Reads the framework of a tree. Nothing is refused: what is wrong stands in `problems` of its file. */
export function readFramework(tree: FileTree): Framework {
  const agents = new Map<string, AgentAsset>();
  for (const path of filesBelow(tree, FOLDER_OF.agent)) {
    const short = shortName(path);
    if (short !== undefined) agents.set(path, { short, ...readAsset(tree, path, readAgent) });
  }
  const tasks = new Map<string, Asset<Task>>();
  for (const [id, path] of effectiveFiles(tree, 'task')) {
    tasks.set(id, readAsset(tree, path, readTask));
  }
  const skills = new Map<string, Asset<Skill>>();
  for (const path of filesBelow(tree, FOLDER_OF.skill)) {
    if (isSkillFile(path)) skills.set(path, readAsset(tree, path, readSkill));
  }
  const graph = buildGraph(tree, { agents, tasks, skills });
  return { tree, agents, tasks, skills, graph };
}

/** `dev` of `.krci-ai/agents/dev.yaml`; undefined for what is no agent. */
function shortName(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.endsWith('.yaml') && name.length > 5 ? name.slice(0, -5) : undefined;
}

/** `.krci-ai/skills/NAME/SKILL.md`. */
function isSkillFile(path: string): boolean {
  return /^[^/]+\/SKILL\.md$/.test(path.slice(FOLDER_OF.skill.length + 1));
}
