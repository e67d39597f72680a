import { conditionsOf } from '../decide/rule-conditions.ts';
import type { PolicyMatch } from '../policy/policy.ts';

/** How each condition of `match` reads; what is listed follows. */
const CLAUSES: Readonly<Record<string, string>> = {
  tool_names: 'the tool is',
  identities: 'it is asked by',
  risk_classes: 'the risk is',
  target_kinds: 'it touches a',
  target_values: 'it touches exactly',
  endpoint_classes: 'it does',
  discovery_methods: 'the tool was found by',
  data_classes: 'it touches data that is',
  destination_kinds: 'data goes to a',
  destination_values: 'data goes to exactly',
  destination_operations: 'the operation is',
  provenance_sources: 'an argument comes from',
  workspace_prefixes: 'the workspace begins with',
  skill_publishers: 'the skill is published by',
  skill_sources: 'the skill comes from',
  context_tool_names: 'the inventory calls the tool',
  context_data_classes: 'the inventory says its data is',
  context_endpoint_classes: 'the inventory says it does',
  context_autonomy_levels: 'the inventory says its autonomy is',
  readOnlyHint: 'a tool hint read-only is',
  destructiveHint: 'a tool hint destructive is',
  idempotentHint: 'a tool hint idempotent is',
  openWorldHint: 'a tool hint open-world is',
  'command.programs': 'its command runs',
  'command.effects': 'its command does',
  allowed_delegator_identities: 'it was delegated by',
  allowed_delegate_identities: 'it was delegated to',
  delegation_scopes: 'the delegation is for',
};

/** The conditions of a rule as clauses that all must hold. */
export function describeMatch(match: PolicyMatch): readonly string[] {
  const clauses = conditionsOf(match).map(({ dimension, values }) => {
    if (dimension.name === 'require_delegation') return 'it is made on behalf of somebody';
    return `${CLAUSES[dimension.name] ?? dimension.name} ${orList(values)}`;
  });
  const depth = match.max_delegation_depth;
  return depth === null ? clauses : [...clauses, `it was delegated at most ${depth} times`];
}

/** `a, b or c`. */
export function orList(values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  return values.length < 2 ? last : `${values.slice(0, -1).join(', ')} or ${last}`;
}
