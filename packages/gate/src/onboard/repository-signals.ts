import { sortUtf8, trimSpace } from '@gait/canon';
import { actionTools, natureOf, type ToolNature } from './action-tools.ts';

/** What a scan found; both lists sorted, each name once. */
export interface RepositorySurface {
  readonly frameworks: readonly string[];
  readonly toolNames: readonly string[];
}

/** Something in a repository that a policy should know of. */
export interface RepositorySignal {
  readonly code: string;
  readonly category: string;
  readonly value: string;
  readonly confidence: 'high' | 'low';
  readonly evidence: readonly string[];
  readonly reason: string;
}

/** A rule that follows from what was found. */
export interface StarterRule {
  readonly id: string;
  readonly name: string;
  readonly effect: 'block' | 'require_approval';
  readonly priority: number;
  readonly matchToolNames: readonly string[];
  readonly reasonCodes: readonly string[];
  readonly confidence: 'high';
  readonly rationale: string;
}

/** What was found, the rules that follow, and what only a person can judge. */
export interface RepositorySignals {
  readonly signals: readonly RepositorySignal[];
  readonly rules: readonly StarterRule[];
  readonly unknown: readonly RepositorySignal[];
}

/** Signals about tools in the order in which they are told. */
const TOOL_SIGNALS: readonly (readonly [Exclude<ToolNature, 'unclear'>, string, string])[] = [
  ['destructive', 'destructive_tools', 'names of tools that seem to destroy something'],
  ['state_change', 'state_change_tools', 'names of tools that seem to change something'],
  ['payment', 'payment_tools', 'names of tools that seem to move money'],
  ['data_store', 'data_store_tools', 'names of tools that seem to reach a database'],
];

/** Names that a suggestion lists at most. */
const MOST_BLOCKED = 6;
const MOST_APPROVED = 8;
const MOST_UNKNOWN = 8;

/**
 * Reads what a scan found (gait-formats §7.9). Codes, names, priorities and order are those of
 * the reference.
 *
 * @param options.every list every tool in a rule, for rules that are to be enforced; a
 *   suggestion is cut after a few names
 */
export function readSignals(
  surface: RepositorySurface,
  options: { readonly every?: boolean } = {},
): RepositorySignals {
  const tools = actionTools(surface.toolNames);
  const of = (nature: ToolNature): string[] => tools.filter((tool) => natureOf(tool) === nature);
  const cut = (names: readonly string[], most: number): readonly string[] =>
    options.every === true ? names : names.slice(0, most);
  const signals = [
    ...surface.frameworks.map(trimSpace).filter(Boolean).map(frameworkSignal),
    ...TOOL_SIGNALS.flatMap(([nature, category, reason]): RepositorySignal[] => {
      const evidence = of(nature);
      if (evidence.length === 0) return [];
      const code = `tool.${nature}`;
      return [{ code, category, value: category, confidence: 'high', evidence, reason }];
    }),
  ];
  const approved = sortUtf8([...of('state_change'), ...of('payment'), ...of('data_store')]);
  return {
    signals,
    rules: [
      ...blockRule(cut(of('destructive'), MOST_BLOCKED)),
      ...approvalRule(cut(approved, MOST_APPROVED)),
    ],
    unknown: unclear(cut(of('unclear'), MOST_UNKNOWN)),
  };
}

function frameworkSignal(framework: string): RepositorySignal {
  return {
    code: `framework.${framework}`,
    category: 'framework',
    value: framework,
    confidence: 'high',
    evidence: [framework],
    reason: 'source files use this framework',
  };
}

function blockRule(matchToolNames: readonly string[]): StarterRule[] {
  if (matchToolNames.length === 0) return [];
  return [
    {
      id: 'starter.block.destructive',
      name: 'block-destructive-tools',
      effect: 'block',
      priority: 10,
      matchToolNames,
      reasonCodes: ['destructive_tool_blocked'],
      confidence: 'high',
      rationale: 'their names say that they destroy something',
    },
  ];
}

function approvalRule(matchToolNames: readonly string[]): StarterRule[] {
  if (matchToolNames.length === 0) return [];
  return [
    {
      id: 'starter.require_approval.state_change',
      name: 'require-approval-state-changing-tools',
      effect: 'require_approval',
      priority: 20,
      matchToolNames,
      reasonCodes: ['approval_required_for_state_change'],
      confidence: 'high',
      rationale: 'their names say that they change something, move money or reach a database',
    },
  ];
}

function unclear(evidence: readonly string[]): RepositorySignal[] {
  if (evidence.length === 0) return [];
  return [
    {
      code: 'tool.unclassified',
      category: 'unclassified_tools',
      value: 'manual_review',
      confidence: 'low',
      evidence,
      reason: 'their names do not say what they do',
    },
  ];
}
