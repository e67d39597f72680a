import type { AgentTokens, AssetTokens, TokenReport } from './token-report.ts';

/** Most tokens that something may have; what has no number has no bound. */
export interface TokenBudgets {
  /** One file. */
  readonly file?: number;
  /** One agent with everything it may need. */
  readonly agent?: number;
  /** Single agents by short name, instead of `agent`. */
  readonly agents?: Readonly<Record<string, number>>;
  /** All agents together, each file once. */
  readonly total?: number;
  /** A bundle, with what stands around its files. */
  readonly bundle?: number;
}

/** Something that has more tokens than it may. */
export interface BudgetExcess {
  readonly scope: 'file' | 'agent' | 'total';
  /** The file's path, the agent's short name, the agents of a total. */
  readonly name: string;
  /** The file itself, or that of the agent; a total has none. */
  readonly file?: string;
  readonly tokens: number;
  readonly budget: number;
}

/** Everything in a report that is above its budget: files first, then agents, then the total. */
export function findExcess(report: TokenReport, budgets: TokenBudgets): readonly BudgetExcess[] {
  const files = new Map([...report.agents.flatMap(filesOf), ...report.skills.map(pairOf)]);
  return [
    ...[...files].flatMap(([name, tokens]) => excess('file', name, name, tokens, budgets.file)),
    ...report.agents.flatMap(({ agent_short_name: name, agent_file: file, total_tokens: tokens }) =>
      excess('agent', name, file, tokens, budgetOf(name, budgets)),
    ),
    ...excess('total', nameOfAll(report), undefined, report.total_tokens, budgets.total),
  ];
}

function nameOfAll({ agents }: TokenReport): string {
  const [only, second] = agents;
  return only !== undefined && second === undefined
    ? only.agent_short_name
    : `${agents.length} agents`;
}

/** What one agent may have. */
export function budgetOf(agent: string, budgets: TokenBudgets): number | undefined {
  const own = Object.entries(budgets.agents ?? {}).find(([name]) => name === agent);
  return own === undefined ? budgets.agent : own[1];
}

function filesOf({ assets, dependencies }: AgentTokens): readonly (readonly [string, number])[] {
  const { tasks, templates, data_files: data, skills } = dependencies;
  return [...assets, ...tasks, ...templates, ...data, ...skills].map(pairOf);
}

function pairOf({ path, tokens }: AssetTokens): readonly [string, number] {
  return [path, tokens];
}

function excess(
  scope: BudgetExcess['scope'],
  name: string,
  file: string | undefined,
  tokens: number,
  budget: number | undefined,
): readonly BudgetExcess[] {
  if (budget === undefined || tokens <= budget) return [];
  return [{ scope, name, ...(file === undefined ? {} : { file }), tokens, budget }];
}
