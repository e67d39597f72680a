import {
  budgetOf,
  type AgentTokens,
  type AssetTokens,
  type TokenBudgets,
  type TokenEstimate,
  type TokenReport,
} from '@gait/agents';
import type { Paint } from '../paint.ts';

const KINDS = ['tasks', 'templates', 'data_files', 'skills'] as const;

/** A row for each agent, the costliest first. */
export function describeAll(
  { agents, breakdown, skills }: TokenReport,
  budgets: TokenBudgets,
  paint: Paint,
): readonly string[] {
  const sorted = [...agents].sort((a, b) => b.total_tokens - a.total_tokens);
  const kinds = KINDS.filter((kind) => kind !== 'skills' || breakdown.skills > 0);
  const bounds = sorted.map((agent) => budgetOf(agent.agent_short_name, budgets));
  const bounded = bounds.some((bound) => bound !== undefined);
  const sum = (files: readonly AssetTokens[]): string =>
    digits(files.reduce((total, { tokens }) => total + tokens, 0));
  const rows = [
    [
      'AGENT',
      'OWN',
      ...kinds.map((kind) => kind.replace('_', ' ').toUpperCase()),
      'TOTAL',
      ...(bounded ? ['BUDGET'] : []),
    ].map(paint.dim),
    ...sorted.map((agent, index) => {
      const bound = bounds[index];
      const total = digits(agent.total_tokens);
      return [
        paint.bold(agent.agent_short_name),
        sum(agent.assets),
        ...kinds.map((kind) => sum(agent.dependencies[kind])),
        bound !== undefined && agent.total_tokens > bound ? paint.bad(total) : total,
        ...(bounded ? [bound === undefined ? '' : digits(bound)] : []),
      ];
    }),
  ];
  const beside = skills.length === 0 ? [] : ['', `${sum(skills)} in skills that no agent lists`];
  return [...paint.table(rows), ...beside];
}

/** Every file of one agent. */
export function describeAgent(agent: AgentTokens, paint: Paint): readonly string[] {
  const lists = [
    ['agent', agent.assets] as const,
    ...KINDS.map((kind) => [kind.replace('_', ' '), agent.dependencies[kind]] as const),
  ];
  return [
    `${paint.bold(agent.agent_short_name)}  ${agent.agent_name}`,
    ...paint.table(
      lists.flatMap(([kind, files]) =>
        files.map(({ path, tokens }) => [paint.dim(kind), path, digits(tokens)]),
      ),
    ),
  ];
}

/** What other families of models would count, about. */
export function describeEstimates(
  estimates: readonly TokenEstimate[],
  paint: Paint,
): readonly string[] {
  if (estimates.length === 0) return [];
  return [
    '',
    'Estimates for other families of models:',
    ...paint.table(
      estimates.map(({ family, tokens, low, high, basis }) => [
        `  ${family}`,
        `about ${digits(tokens)}`,
        `${digits(low)} to ${digits(high)}`,
        paint.dim(basis),
      ]),
    ),
  ];
}

/** `12,345`. */
export function digits(number: number): string {
  return String(number).replaceAll(/\B(?=(?:[0-9]{3})+$)/gu, ',');
}
