import type { JsonObject } from '@gait/canon';

/**
 * Rules of every kind in turn. Each misses the call of `GROWN_INTENT` by one condition only, and
 * the one rule that matches comes last: the worst that a policy of this size can ask for.
 */
const NEAR_MISSES: readonly ((index: number) => readonly string[])[] = [
  (index) => match({ tool_names: 'tool.write', identities: `user-${index}` }),
  (index) => match({ tool_names: `tool.${index}`, risk_classes: 'high' }),
  (index) => match({ risk_classes: 'high', workspace_prefixes: `/srv/team-${index}` }),
  (index) => match({ target_kinds: 'path', target_values: `/srv/bench/${index}` }),
  (index) => match({ provenance_sources: 'user', context_tool_names: `known.${index}` }),
  (index) => match({ endpoint_classes: 'fs.write', skill_publishers: `publisher-${index}` }),
  (index) => match({ data_classes: `label-${index}`, destination_kinds: 'path' }),
  (index) => match({ destination_operations: 'write', destination_values: `/out/${index}` }),
  () => match({ tool_names: 'tool.write', risk_classes: 'low' }),
  (index) => [
    ...match({ tool_names: `tool.${index}` }),
    '    rate_limit: {requests: 10, window: minute, scope: tool_identity}',
  ],
  (index) => [
    ...match({ tool_names: `tool.${index}`, provenance_sources: 'external' }),
    '    dataflow: {enabled: true, action: block}',
  ],
  (index) => [
    ...match({ identities: `user-${index}` }),
    '    require_broker_credential: true',
    `    broker_reference: vault-${index}`,
    '    broker_scopes: [write]',
  ],
  (index) => [
    ...match({ tool_names: `tool.${index}`, target_kinds: 'path' }),
    '    endpoint: {enabled: true, path_denylist: ["/etc/**"], action: block}',
  ],
  (index) => [
    ...match({ tool_names: 'tool.write', workspace_prefixes: `/home/${index}` }),
    '    min_approvals: 2',
    '    require_distinct_approvers: true',
  ],
  (index) =>
    match({ risk_classes: 'high', discovery_method: 'dynamic_mcp', identities: `u${index}` }),
];
const EFFECTS = ['allow', 'block', 'require_approval', 'dry_run'];

function match(lists: Readonly<Record<string, string>>): readonly string[] {
  return [
    '    match:',
    ...Object.entries(lists).map(([name, value]) => `      ${name}: ["${value}"]`),
  ];
}

/** A policy of so many rules. */
export function grownPolicy(rules: number): string {
  const lines = [
    'schema_id: gait.gate.policy',
    'schema_version: 1.0.0',
    'default_verdict: block',
    'rules:',
  ];
  for (let index = 0; index < rules - 1; index += 1) {
    const miss = NEAR_MISSES[index % NEAR_MISSES.length];
    lines.push(
      `  - name: rule-${index}`,
      `    priority: ${index}`,
      `    effect: ${EFFECTS[index % EFFECTS.length]}`,
      ...(miss?.(index) ?? []),
    );
  }
  const last = match({ tool_names: 'tool.write', risk_classes: 'high', target_kinds: 'path' });
  lines.push('  - name: last', `    priority: ${rules}`, '    effect: allow', ...last, '');
  return lines.join('\n');
}

/** The call that only the last rule matches. */
export const GROWN_INTENT: JsonObject = {
  schema_id: 'gait.gate.intent_request',
  schema_version: '1.0.0',
  created_at: '2026-06-03T12:00:00Z',
  producer_version: 'bench',
  tool_name: 'tool.write',
  args: { path: '/srv/bench/out.txt', content: 'hello' },
  targets: [
    { kind: 'path', value: '/srv/bench/out.txt', operation: 'write', endpoint_class: 'fs.write' },
  ],
  arg_provenance: [{ arg_path: '$.path', source: 'user' }],
  context: { identity: 'bench', workspace: '/srv/bench', risk_class: 'high' },
};
