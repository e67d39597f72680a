import type { TextPlace } from '@gait/yaml';
import type { Finding, Problem } from '../findings/finding.ts';
import { SETTINGS_FILE } from '../settings/settings-file.ts';
import type { BudgetExcess } from '../tokens/token-budgets.ts';
import { toFinding } from './finding-at.ts';

/** What counting found: whoever validates without budgets counts nothing. */
export interface CountedExcess {
  readonly excess: readonly BudgetExcess[];
  /** Where the budget of all agents stands in the settings. */
  readonly totalAt?: TextPlace;
}

/** Whatever has more tokens than the project allows; of all agents together at their budget. */
export function checkTokenBudgets(
  { excess, totalAt }: CountedExcess,
  users: ReadonlyMap<string, readonly string[]>,
): readonly Finding[] {
  return excess.map(({ scope, name, file, tokens, budget }) => {
    const problem: Problem = {
      code: 'token_budget',
      message: MESSAGES[scope](`${tokens} tokens`, `${budget}`),
      hint: HINTS[scope](name),
      line: 1,
      column: 1,
      ...(scope === 'total' ? totalAt : {}),
    };
    const agents = scope === 'agent' ? [name] : (users.get(file ?? '') ?? []);
    return toFinding(problem, file ?? SETTINGS_FILE, agents);
  });
}

const MESSAGES = {
  file: (tokens: string, budget: string) => `has ${tokens}, its budget is ${budget}`,
  agent: (tokens: string, budget: string) =>
    `has ${tokens} with everything that it may need, its budget is ${budget}`,
  total: (tokens: string, budget: string) =>
    `all agents have ${tokens}, each file once; their budget is ${budget}`,
} as const;

const HINTS = {
  file: () => 'shorten it, or move what is not always needed into a file of its own',
  agent: (name: string) =>
    `shorten the longest files that krci-ai tokens --agent ${name} shows, or raise the budget`,
  total: () =>
    'shorten files of the costliest agents that krci-ai tokens --all shows, or raise the budget',
} as const;
