import { agentJson, listAgents, type AgentRow } from '@gait/agents';
import { boolFlag, defineCommand } from '../command.ts';
import type { Paint } from '../paint.ts';
import { openFramework } from './open-framework.ts';
import { sourceColumn, type SourceColumn } from './source-column.ts';

/** `krci-ai list agents`. */
export const command = defineCommand({
  path: ['list', 'agents'],
  explain: 'Lists the agents of the project: what they are called, their role and their level.',
  flags: {
    verbose: boolFlag({ help: 'list what each agent reaches, by name', short: 'v' }),
  },
  positionals: [
    { name: 'nothing', help: 'further words are not looked at', optional: true, rest: true },
  ],
  example: 'krci-ai list agents -v',
  run(context, { flags }) {
    const { framework, root } = openFramework(context);
    const column = sourceColumn(root);
    const agents = listAgents(framework);
    return {
      exit: 0,
      json: {
        ok: true,
        count: agents.length,
        agents: agents.map((row) => ({ ...agentJson(row), sources: column.sourcesOf(row.path) })),
      },
      text: (paint) => [
        `Found ${agents.length} agent(s)`,
        '',
        ...(flags.verbose
          ? agents.flatMap((agent) => details(agent, paint))
          : table(agents, column, paint)),
      ],
    };
  },
});

function table(
  agents: readonly AgentRow[],
  { withColumn }: SourceColumn,
  paint: Paint,
): readonly string[] {
  const rows = [
    ['AGENT', 'NAME', 'LEVEL', 'ROLE', 'DESCRIPTION'].map(paint.dim),
    ...agents.map(({ short, name, level, role, description }) => [
      paint.bold(short),
      name,
      String(level),
      role,
      shorten(description),
    ]),
  ];
  const paths = agents.map(({ path }) => path);
  return paint.table(withColumn(rows, paths, paint.dim('SOURCE')));
}

function details(agent: AgentRow, paint: Paint): readonly string[] {
  const { short, name, role, level, description } = agent;
  const lists = {
    TASKS: agent.tasks,
    TEMPLATES: agent.templates,
    'DATA FILES': agent.data,
    SKILLS: agent.skills,
    'MCP SERVERS': agent.mcpServers,
  };
  return [
    `${paint.bold(short)}  ${name}, ${role}, level ${level}`,
    ...paint.prose(`  ${description}`),
    ...Object.entries(lists).flatMap(([title, names]) => [
      `  ${paint.dim(title)}`,
      ...(names.length === 0 ? ['None'] : names).map((item) => `    ${item}`),
    ]),
    '',
  ];
}

/** As the existing tool cuts it, but never inside a letter. */
function shorten(text: string): string {
  const chars = Array.from(text);
  return chars.length > 50 ? `${chars.slice(0, 47).join('')}...` : text;
}
