import fc from 'fast-check';
import { HIGH_RISK_FIELDS, REQUIRED_FIELDS } from '../policy/language/vocabulary.ts';
import { drawn, rarely, word, words, type Pool } from './word-pools.ts';

const MATCH_LISTS: readonly (readonly [string, Pool, number])[] = [
  ['tool_names', 'tools', 30],
  ['risk_classes', 'risks', 15],
  ['target_kinds', 'kinds', 8],
  ['target_values', 'values', 6],
  ['endpoint_classes', 'classes', 8],
  ['discovery_method', 'discovery', 6],
  ['skill_publishers', 'publishers', 4],
  ['skill_sources', 'skillSources', 4],
  ['data_classes', 'labels', 6],
  ['destination_kinds', 'kinds', 5],
  ['destination_values', 'values', 4],
  ['destination_operations', 'operations', 5],
  ['provenance_sources', 'sources', 6],
  ['identities', 'identities', 8],
  ['workspace_prefixes', 'prefixes', 8],
  ['context_tool_names', 'tools', 3],
  ['context_data_classes', 'labels', 3],
  ['context_endpoint_classes', 'classes', 3],
  ['context_autonomy_levels', 'levels', 3],
  ['allowed_delegator_identities', 'identities', 3],
  ['allowed_delegate_identities', 'identities', 3],
  ['delegation_scopes', 'scopes', 3],
];

const match = drawn({
  ...Object.fromEntries(
    MATCH_LISTS.map(([name, pool, percent]) => [name, rarely(percent, words(pool))]),
  ),
  tool_annotations: rarely(
    8,
    drawn({
      readOnlyHint: rarely(40, fc.boolean()),
      destructiveHint: rarely(40, fc.boolean()),
      idempotentHint: rarely(30, fc.boolean()),
      openWorldHint: rarely(30, fc.boolean()),
    }),
  ),
  require_delegation: rarely(4, fc.boolean()),
  max_delegation_depth: rarely(4, fc.integer({ min: 0, max: 2 })),
});

const PATHS = ['/srv/**', '/etc/*', '/srv/*.txt', './src/**', '/[ew]*/?*', 'src/*', '[', '/**'];
const DOMAINS = ['*.example.com', 'example.com', 'api.*', '*'];
const patterns = (list: readonly string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...list), { minLength: 1, maxLength: 2 });

const endpoint = drawn({
  enabled: rarely(20, fc.constant(true)),
  path_allowlist: rarely(40, patterns(PATHS)),
  path_denylist: rarely(40, patterns(PATHS)),
  domain_allowlist: rarely(30, patterns(DOMAINS)),
  domain_denylist: rarely(30, patterns(DOMAINS)),
  egress_classes: rarely(20, fc.constant(['net.dns'])),
  action: rarely(50, word('actions')),
  destructive_action: rarely(20, word('actions')),
  reason_code: rarely(20, fc.constant('own_endpoint')),
  violation: rarely(20, fc.constant('own_violation')),
});

const dataflow = drawn({
  enabled: fc.constant(true),
  tainted_sources: rarely(30, words('sources')),
  destination_kinds: rarely(30, words('kinds')),
  destination_values: rarely(15, words('values')),
  destination_operations: rarely(15, words('operations')),
  action: rarely(60, word('actions')),
  reason_code: rarely(20, fc.constant('own_flow')),
});

const freezeWindow = drawn({
  timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'No/Zone'),
  effect: rarely(60, word('actions')),
  reason: rarely(30, fc.constant('year end')),
  environments: rarely(30, words('environments')),
  risk_classes: rarely(30, words('risks')),
  windows: fc.array(
    drawn({
      name: rarely(50, fc.constantFrom('w', 'v')),
      start: fc.constantFrom('2026-06-01T00:00:00', '2026-06-03T13:00:00', '2026-03-29T02:30:00'),
      end: fc.constantFrom('2026-06-03T14:00:00', '2026-06-30T00:00:00', 'nonsense'),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const sandbox = drawn({
  enabled: fc.constant(true),
  allowed_network_modes: rarely(30, words('networkModes')),
  allowed_writable_path_prefixes: rarely(30, words('folders')),
  required_read_only_roots: rarely(40, words('folders')),
  allowed_env_exposure_modes: rarely(25, words('exposures')),
  max_timeout_seconds: rarely(30, fc.constantFrom(10, 100)),
  allowed_filesystem_isolations: rarely(25, words('isolations')),
  allowed_user_modes: rarely(25, words('users')),
});

const limit = drawn({
  requests: fc.integer({ min: 1, max: 3 }),
  window: rarely(60, fc.constantFrom('minute', 'hour')),
  scope: rarely(60, fc.constantFrom('tool', 'identity', 'tool_identity')),
});

const NAMES = [
  'a',
  'b',
  'Block Writes-x',
  'x,y',
  '"quoted"',
  '<b>',
  'é Ü',
  'tab\there',
  'z',
  'rule',
];

const rule = drawn({
  name: fc.constantFrom(...NAMES),
  priority: rarely(70, fc.integer({ min: -1, max: 2 })),
  effect: word('verdicts'),
  match: rarely(92, match),
  endpoint: rarely(18, endpoint),
  reason_codes: rarely(40, fc.constantFrom(['why'], ['b_code', 'a_code'], [' spaced '])),
  violations: rarely(25, fc.constantFrom(['bad'], ['z', 'y'])),
  require_declared_agent: rarely(6, fc.constant(true)),
  allowed_agent_ids: rarely(5, words('agents')),
  denied_agent_ids: rarely(5, words('agents')),
  required_agent_manifest_digest: rarely(3, fc.constantFrom('a'.repeat(64), 'B'.repeat(64))),
  allowed_agent_manifest_publishers: rarely(3, words('publishers')),
  allowed_agent_manifest_sources: rarely(3, words('skillSources')),
  required_agent_lifecycle_states: rarely(4, words('states')),
  require_agent_owner: rarely(4, fc.constant(true)),
  require_unexpired_agent: rarely(4, fc.constant(true)),
  block_standing_credentials: rarely(5, fc.constant(true)),
  allowed_credential_sources: rarely(4, words('credentialSources')),
  allowed_credential_issuers: rarely(4, words('issuers')),
  allowed_credential_access_types: rarely(4, words('accessTypes')),
  max_credential_ttl_seconds: rarely(4, fc.constantFrom(60, 600)),
  require_jit_credential: rarely(4, fc.constant(true)),
  min_approvals: rarely(20, fc.integer({ min: 0, max: 3 })),
  require_distinct_approvers: rarely(10, fc.constant(true)),
  require_context_evidence: rarely(3, fc.constant(true)),
  max_context_age_seconds: rarely(3, fc.constant(60)),
  require_broker_credential: rarely(12, fc.constant(true)),
  broker_reference: rarely(12, fc.constantFrom('ref-a', 'ref-b')),
  broker_scopes: rarely(12, words('scopes')),
  freeze_window: rarely(10, freezeWindow),
  sandbox: rarely(10, sandbox),
  rate_limit: rarely(15, limit),
  destructive_budget: rarely(10, limit),
  dataflow: rarely(18, dataflow),
});

const failClosed = drawn({
  enabled: fc.boolean(),
  risk_classes: rarely(40, words('risks')),
  required_fields: rarely(60, fc.subarray([...REQUIRED_FIELDS])),
  required_high_risk_fields: rarely(30, fc.subarray([...HIGH_RISK_FIELDS])),
});

const scripts = drawn({
  max_steps: rarely(40, fc.integer({ min: 0, max: 3 })),
  require_approval_above: rarely(40, fc.integer({ min: 0, max: 3 })),
  block_mixed_risk: rarely(30, fc.boolean()),
});

/** Policies of schema 1.0.0 as their authors write them; JSON, which is YAML too. */
export function likelyPolicy(mostRules = 12): fc.Arbitrary<Record<string, unknown>> {
  return drawn({
    default_verdict: rarely(80, word('verdicts')),
    fail_closed: rarely(25, failClosed),
    scripts: rarely(30, scripts),
    rules: fc.array(rule, { maxLength: mostRules, size: 'max' }).map(distinctNames),
  });
}

/** Long policies repeat no name: the reference sorts more than twelve equal rules as it likes. */
function distinctNames(rules: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return rules.map((item, at) =>
    rules.length <= 12 ? item : { ...item, name: `${String(item['name'])}${at}` },
  );
}
