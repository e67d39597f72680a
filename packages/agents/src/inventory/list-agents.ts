import type { JsonObject } from '@gait/canon';
import { closureOf } from '../graph/closure.ts';
import type { Level, NodeKind } from '../graph/graph.ts';
import type { Framework } from '../graph/read-framework.ts';
import { levelOfAgent } from '../levels/agent-level.ts';

/** An agent and what it reaches, by name. */
export interface AgentRow {
  /** What every command calls it. */
  readonly short: string;
  readonly path: string;
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly role: string;
  readonly description: string;
  readonly level: Level;
  readonly tasks: readonly string[];
  readonly templates: readonly string[];
  readonly data: readonly string[];
  readonly skills: readonly string[];
  readonly mcpServers: readonly string[];
}

/** Agents in the order of their files. What an agent does not say is the empty text. */
export function listAgents({ agents, graph }: Framework): readonly AgentRow[] {
  return [...agents].map(([path, { short, content }]) => {
    const { nodes } = closureOf(graph, [path]);
    const names = (kind: NodeKind): readonly string[] =>
      nodes.filter((node) => node.kind === kind).map(({ name }) => name);
    const { name, id, version, role, description } = content.identity;
    return {
      short,
      path,
      name: name?.text ?? '',
      id: id?.text ?? '',
      version: version?.text ?? '',
      role: role?.text ?? '',
      description: description?.text ?? '',
      level: levelOfAgent(graph, path),
      tasks: names('task'),
      templates: names('template'),
      data: names('data'),
      skills: names('skill'),
      mcpServers: names('mcp'),
    };
  });
}

/** An agent as it is told in JSON. */
export function agentJson({ mcpServers, short, ...row }: AgentRow): JsonObject {
  return {
    agent: short,
    ...row,
    tasks: [...row.tasks],
    templates: [...row.templates],
    data: [...row.data],
    skills: [...row.skills],
    mcp_servers: [...mcpServers],
  };
}
