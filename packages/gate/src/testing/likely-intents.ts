import fc from 'fast-check';
import { drawn, rarely, word, words } from './word-pools.ts';

/** The instant that generated windows and expiries are around. */
export const EVALUATION_TIME = '2026-06-03T12:00:00Z';

const target = drawn({
  kind: word('kinds'),
  value: word('values'),
  operation: rarely(70, word('operations')),
  sensitivity: rarely(40, word('labels')),
  endpoint_class: rarely(50, word('classes')),
  endpoint_domain: rarely(25, word('domains')),
  destructive: rarely(15, fc.boolean()),
  discovery_method: rarely(40, word('discovery')),
  read_only_hint: rarely(30, fc.boolean()),
  destructive_hint: rarely(10, fc.boolean()),
  idempotent_hint: rarely(20, fc.boolean()),
  open_world_hint: rarely(20, fc.boolean()),
});
const targets = fc.array(target, { maxLength: 3 });

const provenance = fc.array(
  drawn({ arg_path: fc.constantFrom('args.a', 'args.b'), source: word('sources') }),
  { maxLength: 2 },
);

const EARLY = '2026-01-01T00:00:00Z';
const EXPIRIES = ['2026-06-03T11:59:59Z', EVALUATION_TIME, '2027-01-01T00:00:00Z'];

const delegation = fc
  .tuple(word('identities'), fc.array(word('identities'), { maxLength: 2 }))
  .chain(([first, delegates]) => {
    const names = [first, ...delegates];
    const chain = delegates.map((delegate, at) => ({
      delegator_identity: names[at],
      delegate_identity: delegate,
      scope_class: at === 0 ? 'deploy' : '',
    }));
    return drawn({
      requester_identity: fc.constant(names[delegates.length]),
      scope_class: rarely(50, word('scopes')),
      chain: fc.constant(chain),
    });
  });

const agentIdentity = drawn({
  lifecycle_states: rarely(60, words('states')),
  owner: rarely(60, fc.constant('team')),
  manifest_digest: rarely(50, fc.constantFrom('a'.repeat(64), 'b'.repeat(64))),
  publisher: rarely(60, word('publishers')),
  source: rarely(60, word('skillSources')),
  issued_at: fc.constant(EARLY),
  expires_at: rarely(70, fc.constantFrom(...EXPIRIES)),
  revoked: rarely(15, fc.boolean()),
});

const sandbox = drawn({
  network_mode: rarely(80, word('networkModes')),
  writable_paths: rarely(50, fc.constantFrom(['/tmp/x'], ['/srv', '/etc'], ['/tmpx'])),
  read_only_roots: rarely(50, words('folders')),
  env_exposure_mode: rarely(80, word('exposures')),
  timeout_seconds: rarely(80, fc.constantFrom(5, 10, 50, 500)),
  filesystem_isolation: rarely(80, word('isolations')),
  user_mode: rarely(80, word('users')),
  evidence_ref: rarely(80, fc.constant('ref')),
  evidence_digest: rarely(80, fc.constantFrom('a'.repeat(64), 'b'.repeat(64))),
});

const claims = drawn({
  'wrkr.tool_name': rarely(50, word('tools')),
  'wrkr.data_class': rarely(50, word('labels')),
  'wrkr.endpoint_class': rarely(50, word('classes')),
  'wrkr.autonomy_level': rarely(50, word('levels')),
  context_age_seconds: rarely(20, fc.constant(1)),
});

const context = drawn({
  identity: word('identities'),
  workspace: word('workspaces'),
  risk_class: word('risks'),
  phase: rarely(40, fc.constantFrom('plan', 'apply')),
  agent_id: rarely(40, word('agents')),
  agent_identity: rarely(35, agentIdentity),
  run_id: rarely(30, fc.constant('run-1')),
  job_id: rarely(20, fc.constant('job-1')),
  workflow_id: rarely(30, fc.constant('wf')),
  repo: rarely(30, fc.constant('repo')),
  environment: rarely(40, word('environments')),
  credential_ref: rarely(40, fc.constant('ref:x')),
  credential_source: rarely(40, word('credentialSources')),
  credential_access_type: rarely(40, word('accessTypes')),
  credential_issuer: rarely(40, word('issuers')),
  credential_ttl_seconds: rarely(40, fc.constantFrom(30, 60, 6000)),
  credential_run_binding: rarely(15, fc.constantFrom('run-1', 'run-2')),
  credential_job_binding: rarely(15, fc.constantFrom('job-1', 'job-2')),
  credential_target_binding: rarely(8, fc.constant('f'.repeat(64))),
  approval_ref: rarely(20, fc.constant('ap')),
  wrkr_inventory_ref: rarely(20, fc.constant('inv')),
  agent_action_bom_ref: rarely(20, fc.constant('bom')),
  auth_context: rarely(25, claims),
  sandbox: rarely(30, sandbox),
});

const step = drawn({
  tool_name: word('tools'),
  args: fc.constant({}),
  targets: rarely(80, targets),
  arg_provenance: rarely(40, provenance),
});

/** Intents that callers may send: all can be judged, and generated rules often match them. */
export const likelyIntent: fc.Arbitrary<Record<string, unknown>> = drawn({
  schema_id: fc.constant('gait.gate.intent_request'),
  schema_version: fc.constant('1.0.0'),
  created_at: fc.constant('2026-06-03T11:00:00+02:00'),
  producer_version: fc.constant('test'),
  tool_name: word('tools'),
  args: fc.constant({ path: 'x' }),
  script: rarely(20, drawn({ steps: fc.array(step, { minLength: 1, maxLength: 4 }) })),
  targets,
  arg_provenance: rarely(50, provenance),
  skill_provenance: rarely(
    20,
    drawn({
      skill_name: fc.constant('s'),
      source: word('skillSources'),
      publisher: fc.constantFrom('Acme', 'evilcorp'),
    }),
  ),
  delegation: rarely(25, delegation),
  context,
});

const entry = drawn({
  entry_id: fc.constantFrom('e1', 'e2', 'e3'),
  enabled: rarely(85, fc.constant(true)),
  agent_id: rarely(15, word('agents')),
  identity: rarely(15, word('identities')),
  tool_name: rarely(40, word('tools')),
  target_kind: rarely(15, word('kinds')),
  target_value: rarely(15, word('values')),
  environment: rarely(15, word('environments')),
  path_prefixes: rarely(15, words('folders')),
  workspace_prefixes: rarely(15, fc.constant(['/repo'])),
  created_at: fc.constant(EARLY),
  expires_at: rarely(40, fc.constantFrom(...EXPIRIES)),
});

/** Kill-switch states as they are on disk. */
export const likelyKillSwitch: fc.Arbitrary<Record<string, unknown>> = drawn({
  schema_id: fc.constant('gait.gate.kill_switch_state'),
  schema_version: fc.constant('1.0.0'),
  created_at: fc.constant(EARLY),
  updated_at: fc.constant(EARLY),
  producer_version: fc.constant('test'),
  entries: fc.array(entry, { maxLength: 2 }),
});
