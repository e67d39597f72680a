import { closureOf } from '../graph/closure.ts';
import type { Edge, GraphNode } from '../graph/graph.ts';
import type { Framework } from '../graph/read-framework.ts';

/** A file and its tokens. The kinds are spelt as the reference spells them. */
export interface AssetTokens {
  readonly path: string;
  readonly type: 'agent' | 'tasks' | 'templates' | 'data' | 'skills';
  readonly tokens: number;
}

/** What one agent costs with everything it may need; keys as the reference's `tokens --json`. */
export interface AgentTokens {
  readonly agent_name: string;
  readonly agent_file: string;
  readonly agent_short_name: string;
  readonly total_tokens: number;
  readonly assets: readonly AssetTokens[];
  readonly dependencies: {
    readonly tasks: readonly AssetTokens[];
    readonly templates: readonly AssetTokens[];
    readonly data_files: readonly AssetTokens[];
    readonly skills: readonly AssetTokens[];
    /** Called tasks are among `tasks`; the reference never fills this. */
    readonly tasks_ref: null;
  };
}

export interface TokenBreakdown {
  readonly agents: number;
  readonly tasks: number;
  readonly templates: number;
  readonly data_files: number;
  readonly skills: number;
}

/** All agents of a project. */
export interface TokenReport {
  /** Every file once, however many agents share it. */
  readonly total_tokens: number;
  /** The sum over agents, in which shared files count for each: what the reference calls the total. */
  readonly total_per_agent: number;
  readonly agents: readonly AgentTokens[];
  /** Skills that stand for themselves, with what they need: no agent here reaches these files. */
  readonly skills: readonly AssetTokens[];
  readonly breakdown: TokenBreakdown;
  /** References that lead to no file: their tokens are in no number above. */
  readonly broken: readonly Edge[];
}

/**
 * Adds up the tokens of agents with what they reach.
 *
 * @param ids of the agents; sorted as given
 * @param skills ids of skills that are counted although no agent lists them
 * @param countFile tokens of a file by its path; undefined where it cannot be read
 */
export function reportTokens(
  framework: Framework,
  { ids, skills }: { readonly ids: readonly string[]; readonly skills: readonly string[] },
  countFile: (path: string) => number | undefined,
): TokenReport {
  const every = new Map<string, AssetTokens>();
  const broken = new Map<string, Edge>();
  const agents = ids.map((id) => {
    const closure = closureOf(framework.graph, [id]);
    for (const edge of closure.broken) broken.set(placeOf(edge), edge);
    const assets = closure.nodes.flatMap((node) => assetsOf(node, countFile));
    for (const asset of assets) every.set(asset.path, asset);
    return agentTokens(framework, id, assets);
  });
  const reached = new Set(every.keys());
  const beside = closureOf(framework.graph, skills);
  for (const edge of beside.broken) broken.set(placeOf(edge), edge);
  for (const node of beside.nodes)
    for (const asset of assetsOf(node, countFile)) every.set(asset.path, asset);
  const all = [...every.values()];
  return {
    total_tokens: sum(all),
    total_per_agent: agents.reduce((total, agent) => total + agent.total_tokens, 0),
    agents,
    skills: all.filter(({ path }) => !reached.has(path)),
    breakdown: {
      agents: sum(ofType(all, 'agent')),
      tasks: sum(ofType(all, 'tasks')),
      templates: sum(ofType(all, 'templates')),
      data_files: sum(ofType(all, 'data')),
      skills: sum(ofType(all, 'skills')),
    },
    broken: [...broken.values()],
  };
}

function placeOf({ file, line, column }: Edge): string {
  return `${file}:${line}:${column}`;
}

function agentTokens(
  framework: Framework,
  id: string,
  assets: readonly AssetTokens[],
): AgentTokens {
  const agent = framework.agents.get(id);
  const short = agent?.short ?? id;
  return {
    agent_name: agent?.content.identity.name?.text ?? short,
    agent_file: id,
    agent_short_name: short,
    total_tokens: sum(assets),
    assets: ofType(assets, 'agent'),
    dependencies: {
      tasks: ofType(assets, 'tasks'),
      templates: ofType(assets, 'templates'),
      data_files: ofType(assets, 'data'),
      skills: ofType(assets, 'skills'),
      tasks_ref: null,
    },
  };
}

const TYPES = {
  agent: 'agent',
  task: 'tasks',
  template: 'templates',
  data: 'data',
  skill: 'skills',
} as const;

function assetsOf(
  node: GraphNode,
  countFile: (path: string) => number | undefined,
): readonly AssetTokens[] {
  if (node.kind === 'mcp') return [];
  const type = TYPES[node.kind];
  const paths = node.kind === 'skill' ? node.files : [node.localPath ?? node.id];
  return paths.flatMap((path) => {
    const tokens = countFile(path);
    return tokens === undefined ? [] : [{ path, type, tokens }];
  });
}

function ofType(assets: readonly AssetTokens[], type: AssetTokens['type']): readonly AssetTokens[] {
  return assets.filter((asset) => asset.type === type);
}

function sum(assets: readonly AssetTokens[]): number {
  return assets.reduce((total, { tokens }) => total + tokens, 0);
}
