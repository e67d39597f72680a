import { isJsonObject, type Json } from '@gait/canon';
import {
  anyObject,
  listOf,
  matching,
  objectOf,
  oneOf,
  text,
  whole,
  yesNo,
  type Rule,
} from './schema-rules.ts';

/** The published schema of proof records and of the event of each record type (gait-formats §1.6). */

const name = text(1);
const names = listOf(name, { unique: true });
const HASH = matching(/^sha256:[a-f0-9]{64}$/);
const VERDICT = oneOf('allow', 'block', 'dry_run', 'require_approval');
const ENDPOINT = objectOf({ kind: name, id: name }, ['kind', 'id']);

const relationship = objectOf({
  parent_ref: objectOf(
    { kind: oneOf('trace', 'run', 'session', 'intent', 'policy', 'agent', 'evidence'), id: name },
    ['kind', 'id'],
  ),
  entity_refs: listOf(
    objectOf(
      {
        kind: oneOf(
          'agent',
          'tool',
          'resource',
          'policy',
          'run',
          'trace',
          'delegation',
          'evidence',
        ),
        id: name,
      },
      ['kind', 'id'],
    ),
    { unique: true },
  ),
  policy_ref: objectOf({
    policy_id: name,
    policy_version: name,
    policy_digest: matching(/^(sha256:)?[a-f0-9]{64}$/),
    matched_rule_ids: names,
  }),
  agent_chain: listOf(
    objectOf({ identity: name, role: oneOf('requester', 'delegator', 'delegate') }, [
      'identity',
      'role',
    ]),
  ),
  edges: listOf(
    objectOf(
      {
        kind: oneOf(
          'delegates_to',
          'calls',
          'governed_by',
          'targets',
          'derived_from',
          'emits_evidence',
        ),
        from: ENDPOINT,
        to: ENDPOINT,
      },
      ['kind', 'from', 'to'],
    ),
    { unique: true },
  ),
  parent_record_id: name,
  related_record_ids: names,
  related_entity_ids: names,
  agent_lineage: listOf(
    objectOf({ agent_id: name, delegated_by: name, delegation_record_id: name }, ['agent_id']),
  ),
});

const record = objectOf(
  {
    record_id: name,
    record_version: name,
    timestamp: text(),
    source: name,
    source_product: name,
    agent_id: text(),
    record_type: name,
    event: anyObject,
    controls: anyObject,
    metadata: anyObject,
    relationship,
    relations: relationship,
    integrity: objectOf(
      {
        record_hash: HASH,
        previous_record_hash: HASH,
        signing_key_id: text(),
        signature: matching(/^(base64|cosign):[^\n]+/),
      },
      ['record_hash'],
    ),
  },
  [
    'record_id',
    'record_version',
    'timestamp',
    'source',
    'source_product',
    'record_type',
    'event',
    'controls',
    'integrity',
  ],
);

/** Rules of the event by record type; a type that is not here is unknown. */
const EVENTS: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...[
    'tool_invocation',
    'decision',
    'guardrail_activation',
    'permission_check',
    'human_oversight',
    'risk_assessment',
    'deployment',
    'model_change',
    'test_result',
    'incident',
    'data_pipeline_run',
    'replay_certification',
    'approval',
  ].map((type) => [type, anyObject] as const),
  [
    'policy_enforcement',
    objectOf({
      policy_id: name,
      policy_version: name,
      policy_digest: text(),
      applied_to_entity_id: name,
      evaluation_context_id: name,
      trigger_record_ids: names,
    }),
  ],
  [
    'scan_finding',
    objectOf({
      entity_id: name,
      relationships: listOf(
        objectOf({ relation: name, target_id: name, target_kind: name }, ['relation', 'target_id']),
      ),
    }),
  ],
  [
    'dynamic_tool_discovery',
    objectOf(
      {
        tool_name: name,
        tool_version: name,
        discovery_method: oneOf('webmcp', 'a2a', 'dynamic_mcp'),
        declared_annotations: objectOf({ readOnlyHint: yesNo, destructiveHint: yesNo }, [
          'readOnlyHint',
          'destructiveHint',
        ]),
        policy_verdict: VERDICT,
      },
      ['tool_name', 'discovery_method', 'declared_annotations', 'policy_verdict'],
    ),
  ],
  [
    'delegation',
    objectOf(
      {
        delegator_id: name,
        delegatee_id: name,
        delegation_scope: listOf(name, { min: 1 }),
        chain_depth: whole(0),
        delegator_policy_digest: HASH,
        delegatee_policy_digest: HASH,
        verdict: VERDICT,
      },
      [
        'delegator_id',
        'delegatee_id',
        'delegation_scope',
        'chain_depth',
        'delegator_policy_digest',
        'delegatee_policy_digest',
        'verdict',
      ],
    ),
  ],
  [
    'compiled_action',
    objectOf(
      {
        script_hash: HASH,
        tool_sequence: listOf(name, { min: 1 }),
        step_count: whole(1),
        has_conditionals: yesNo,
        has_loops: yesNo,
        composite_risk_class: oneOf('minimal', 'limited', 'high', 'unacceptable'),
        execution_trace_refs: listOf(
          matching(/^prf-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z-[a-f0-9]{8}$/),
        ),
        gate_verdict: VERDICT,
        script_source: oneOf('ptc', 'agent_planner', 'workflow_engine', 'unknown'),
      },
      [
        'script_hash',
        'tool_sequence',
        'step_count',
        'has_conditionals',
        'has_loops',
        'composite_risk_class',
      ],
    ),
  ],
]);

/** What the schema finds wrong with a record as it stands in the file; undefined when nothing. */
export function checkProofSchema(value: Json): string | undefined {
  const fault = record(value, 'record');
  if (fault !== undefined) return fault;
  if (!isJsonObject(value)) return 'the record is not an object';
  const event = EVENTS.get(String(value['record_type']));
  if (event === undefined)
    return `the record type ${JSON.stringify(value['record_type'])} is unknown`;
  return event(value['event'] ?? null, 'record.event');
}
