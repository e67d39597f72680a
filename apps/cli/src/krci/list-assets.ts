import { listAssets, type AssetRow, type NodeKind } from '@gait/agents';
import { boolFlag, defineCommand, type AnyCommand } from '../command.ts';
import type { Paint } from '../paint.ts';
import { openFramework } from './open-framework.ts';
import { sourceColumn, type SourceColumn } from './source-column.ts';

interface Listed {
  readonly kind: Exclude<NodeKind, 'agent'>;
  /** Word of the command, and key of the JSON answer. */
  readonly word: string;
  readonly key: string;
  readonly explain: string;
}

function listCommand({ kind, word, key, explain }: Listed): AnyCommand {
  return defineCommand({
    path: ['list', word],
    explain,
    flags: { verbose: boolFlag({ help: 'say what declares each of them', short: 'v' }) },
    example: `krci-ai list ${word}`,
    run(context, { flags }) {
      const { framework, root } = openFramework(context);
      const rows = listAssets(framework, kind);
      const column = sourceColumn(root);
      return {
        exit: 0,
        json: { ok: true, count: rows.length, [key]: rows.map((row) => rowJson(row, column)) },
        text: (paint) => [
          `Found ${rows.length} ${rows.length === 1 ? word.replace(/s$/u, '') : word}`,
          '',
          ...rowsText(rows, column, flags.verbose, paint),
        ],
      };
    },
  });
}

function rowJson(
  { name, path, title, agents, usedBy, present }: AssetRow,
  { sourcesOf }: SourceColumn,
): object {
  return {
    name,
    path,
    title: title === '' ? undefined : title,
    agents,
    used_by: usedBy,
    present,
    sources: present ? sourcesOf(path) : undefined,
  };
}

function rowsText(
  rows: readonly AssetRow[],
  { withColumn }: SourceColumn,
  verbose: boolean,
  paint: Paint,
): readonly string[] {
  if (rows.length === 0) return [];
  const users = verbose ? 'DECLARED BY' : 'AGENTS';
  const table = [
    ['NAME', users].map(paint.dim),
    ...rows.map(({ name, agents, usedBy, present }) => {
      const list = (verbose ? usedBy : agents).join(', ');
      return [
        present ? name : `${name} ${paint.bad('missing')}`,
        list === '' ? paint.dim('nobody') : list,
      ];
    }),
  ];
  const paths = rows.map(({ path, present }) => (present ? path : undefined));
  return paint.table(withColumn(table, paths, paint.dim('SOURCE')));
}

export const listTasks = listCommand({
  kind: 'task',
  word: 'tasks',
  key: 'tasks',
  explain: 'Lists the tasks of the project and the agents that reach them.',
});

export const listTemplates = listCommand({
  kind: 'template',
  word: 'templates',
  key: 'templates',
  explain: 'Lists the templates of the project and the agents that reach them.',
});

export const listData = listCommand({
  kind: 'data',
  word: 'data',
  key: 'data',
  explain: 'Lists the data files of the project and the agents that reach them.',
});

export const listSkills = listCommand({
  kind: 'skill',
  word: 'skills',
  key: 'skills',
  explain: 'Lists the skills of the project and the agents that bring them along.',
});

export const listServers = listCommand({
  kind: 'mcp',
  word: 'mcp',
  key: 'mcp_servers',
  explain: 'Lists the MCP servers that tasks need and the agents that reach those tasks.',
});
