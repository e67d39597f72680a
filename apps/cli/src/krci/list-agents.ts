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
          : table(agents, column, context.width(), paint)),
      ],
    };
  },
});

const GAP = 2;
/** A description of which less is left says nothing. */
const LEAST = 24;
/** Where the existing tool cuts a description, for who reads the list through a pipe. */
const MOST = 50;

/** What a narrow terminal has no room for is left out: `-v` has all of it. */
function table(
  agents: readonly AgentRow[],
  { withColumn }: SourceColumn,
  width: number | undefined,
  paint: Paint,
): readonly string[] {
  const rows = agents.map(({ short, name, level, role, description }) =>
    name === '' && role === ''
      ? [short, 'cannot be read', String(level), 'krci-ai validate says why', '']
      : [short, name, String(level), role, description],
  );
  const all = [['AGENT', 'NAME', 'LEVEL', 'ROLE', 'DESCRIPTION'], ...rows];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...all.map((row) => Array.from(row[column] ?? '').length)),
  );
  const room = (columns: number): number =>
    (width ?? Number.POSITIVE_INFINITY) -
    widths.slice(0, columns).reduce((sum, one) => sum + one + GAP, 0);
  const columns = room(4) >= LEAST ? 5 : room(3) >= LEAST ? 4 : room(2) >= 'LEVEL'.length ? 3 : 1;
  const lines = all.map((row, index) =>
    row.slice(0, columns).map((cell, column) => {
      const text =
        column < 3
          ? cell
          : shorten(cell, column === 4 && width === undefined ? MOST : room(column));
      return index === 0 ? paint.dim(text) : column === 0 ? paint.bold(text) : text;
    }),
  );
  const paths = agents.map(({ path }) => path);
  return paint.table(withColumn(lines, paths, paint.dim('SOURCE')));
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

/** At most so many characters, and never a part of one. */
function shorten(text: string, most: number): string {
  const chars = Array.from(text);
  return chars.length <= most ? text : `${chars.slice(0, most - 3).join('')}...`;
}
