import { describe, expect, test } from 'bun:test';
import type { Json } from '@gait/canon';
import { checkProofSchema } from './proof-schema.ts';
import { listOf, matching, objectOf, oneOf, text, whole, yesNo } from './schema-rules.ts';

const HASH = `sha256:${'a'.repeat(64)}`;

function recordOf(over: Record<string, Json>): Json {
  return {
    record_id: 'r',
    record_version: '1.0',
    timestamp: '2026-01-01T00:00:00Z',
    source: 's',
    source_product: 'p',
    record_type: 'decision',
    event: {},
    controls: {},
    integrity: { record_hash: HASH },
    ...over,
  };
}

describe('the schema of a proof record', () => {
  test('accepts the smallest record', () => expect(checkProofSchema(recordOf({}))).toBeUndefined());

  test('ignores members it does not know', () =>
    expect(checkProofSchema(recordOf({ more: 1 }))).toBeUndefined());

  for (const name of [
    'record_id',
    'record_version',
    'timestamp',
    'source',
    'source_product',
    'record_type',
    'event',
    'controls',
    'integrity',
  ]) {
    test(`requires ${name}`, () => {
      const { [name]: _, ...rest } = recordOf({}) as Record<string, Json>;
      expect(checkProofSchema(rest)).toBe(`record lacks ${name}`);
    });
  }

  for (const over of [
    { record_id: '' },
    { source: 1 },
    { agent_id: null },
    { event: [] },
    { controls: 'x' },
    { metadata: null },
    { integrity: { record_hash: 'sha256:x' } },
    { integrity: { record_hash: HASH, previous_record_hash: '' } },
    { integrity: { record_hash: HASH, signature: 'rsa:x' } },
    { integrity: { record_hash: HASH, signature: 'base64:' } },
    { relationship: { parent_ref: { kind: 'tool', id: 'x' } } },
    {
      relations: {
        entity_refs: [
          { kind: 'agent', id: 'x' },
          { id: 'x', kind: 'agent' },
        ],
      },
    },
    { relationship: { policy_ref: { policy_digest: 'x' } } },
    { relationship: { agent_chain: [{ identity: 'a', role: 'boss' }] } },
    {
      relationship: {
        edges: [{ kind: 'calls', from: { kind: 'a', id: '' }, to: { kind: 'a', id: 'b' } }],
      },
    },
    { relationship: { related_record_ids: ['a', 'a'] } },
    { relationship: { agent_lineage: [{}] } },
  ] satisfies Record<string, Json>[]) {
    test(`refuses ${JSON.stringify(over)}`, () =>
      expect(checkProofSchema(recordOf(over))).toBeString());
  }
});

describe('the schema of an event', () => {
  const delegation = {
    delegator_id: 'a',
    delegatee_id: 'b',
    delegation_scope: ['s'],
    chain_depth: 0,
    delegator_policy_digest: HASH,
    delegatee_policy_digest: HASH,
    verdict: 'allow',
  };
  const discovery = {
    tool_name: 't',
    discovery_method: 'a2a',
    declared_annotations: { readOnlyHint: true, destructiveHint: false },
    policy_verdict: 'block',
  };
  const compiled = {
    script_hash: HASH,
    tool_sequence: ['x'],
    step_count: 1,
    has_conditionals: false,
    has_loops: false,
    composite_risk_class: 'limited',
  };
  const good: readonly (readonly [string, Record<string, Json>])[] = [
    ['policy_enforcement', { policy_digest: '', trigger_record_ids: [] }],
    ['scan_finding', { relationships: [{ relation: 'r', target_id: 't' }] }],
    ['delegation', delegation],
    ['dynamic_tool_discovery', discovery],
    ['compiled_action', compiled],
    ['approval', {}],
  ];
  for (const [record_type, event] of good) {
    test(`of type ${record_type} accepts a right one`, () =>
      expect(checkProofSchema(recordOf({ record_type, event }))).toBeUndefined());
  }

  const bad: readonly (readonly [string, Record<string, Json>])[] = [
    ['policy_enforcement', { policy_id: '' }],
    ['policy_enforcement', { trigger_record_ids: ['a', 'a'] }],
    ['scan_finding', { relationships: [{ relation: 'r' }] }],
    ['delegation', { ...delegation, chain_depth: -1 }],
    ['delegation', { ...delegation, delegation_scope: [] }],
    ['delegation', {}],
    [
      'dynamic_tool_discovery',
      { ...discovery, declared_annotations: { readOnlyHint: 'x', destructiveHint: false } },
    ],
    ['dynamic_tool_discovery', { ...discovery, discovery_method: 'x' }],
    ['compiled_action', { ...compiled, step_count: 1.5 }],
    ['compiled_action', { ...compiled, execution_trace_refs: ['x'] }],
  ];
  for (const [record_type, event] of bad) {
    test(`of type ${record_type} refuses ${JSON.stringify(event).slice(0, 60)}`, () => {
      expect(checkProofSchema(recordOf({ record_type, event }))).toBeString();
    });
  }

  test('of an unknown type is refused', () =>
    expect(checkProofSchema(recordOf({ record_type: 'box' }))).toContain('unknown'));
});

test('rules name the path of what is wrong', () => {
  const rule = objectOf({ a: listOf(objectOf({ b: whole(1) }, ['b'])) });
  expect(rule({ a: [{ b: 1 }, { b: 0 }] }, 'x')).toBe(
    'x.a[1].b must be a whole number of at least 1',
  );
  expect(rule({ a: [{}] }, 'x')).toBe('x.a[0] lacks b');
  expect(rule([], 'x')).toBe('x must be an object');
  expect(oneOf('a')('b', 'x')).toBe('x must be one of a');
  expect(matching(/^a$/)(1, 'x')).toBe('x must be text');
  expect(text(1)('', 'x')).toBe('x must not be empty');
  expect(yesNo(0, 'x')).toBe('x must be true or false');
  expect(listOf(text(), { min: 1 })([], 'x')).toBe('x must not be empty');
  expect(listOf(text())('a', 'x')).toBe('x must be a list');
});
