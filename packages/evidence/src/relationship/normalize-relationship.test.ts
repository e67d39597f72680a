import { describe, expect, test } from 'bun:test';
import { decodeRecord, encodeRecord, relationshipRecord, type Json } from '@gait/canon';
import { normalizeRelationship } from './normalize-relationship.ts';

function normalize(value: Json): Json {
  const normal = normalizeRelationship(decodeRecord(relationshipRecord, value));
  return normal === null ? null : encodeRecord(relationshipRecord, normal);
}

describe('normalising a relationship', () => {
  test('trims, lowers kinds, drops what it does not know, and sorts', () => {
    const given = {
      parent_ref: { kind: ' Session ', id: ' s ' },
      entity_refs: [
        { kind: 'tool', id: 'b' },
        { kind: 'Agent', id: 'z' },
        { kind: 'tool', id: ' b ' },
        { kind: 'planet', id: 'x' },
        { kind: 'tool', id: '' },
      ],
      agent_chain: [
        { identity: 'b', role: 'Requester' },
        { identity: 'a', role: 'delegate' },
        { identity: 'c', role: 'king' },
      ],
      edges: [
        { kind: 'targets', from: { kind: 'tool', id: 't' }, to: { kind: 'resource', id: 'r' } },
        { kind: 'CALLS', from: { kind: 'Agent', id: 'a' }, to: { kind: 'tool', id: 't' } },
        { kind: 'calls', from: { kind: 'agent', id: '' }, to: { kind: 'tool', id: 't' } },
        { kind: 'eats', from: { kind: 'agent', id: 'a' }, to: { kind: 'tool', id: 't' } },
      ],
      policy_ref: {
        policy_id: ' p ',
        policy_digest: ' ABC ',
        matched_rule_ids: ['b', 'a', 'b', ' '],
      },
      agent_lineage: [
        { agent_id: 'b' },
        { agent_id: 'a', delegated_by: 'x' },
        { agent_id: ' ' },
        { agent_id: 'b' },
      ],
      related_record_ids: ['z', 'a', 'z'],
    };
    expect(normalize(given)).toEqual({
      parent_ref: { kind: 'session', id: 's' },
      entity_refs: [
        { kind: 'agent', id: 'z' },
        { kind: 'tool', id: 'b' },
      ],
      policy_ref: { policy_id: 'p', policy_digest: 'abc', matched_rule_ids: ['a', 'b'] },
      agent_chain: [
        { identity: 'a', role: 'delegate' },
        { identity: 'b', role: 'requester' },
      ],
      edges: [
        { kind: 'calls', from: { kind: 'agent', id: 'a' }, to: { kind: 'tool', id: 't' } },
        { kind: 'targets', from: { kind: 'tool', id: 't' }, to: { kind: 'resource', id: 'r' } },
      ],
      related_record_ids: ['a', 'z'],
      related_entity_ids: ['b', 'z'],
      agent_lineage: [{ agent_id: 'a', delegated_by: 'x' }, { agent_id: 'b' }],
    });
  });

  test('keeps related entities that are given', () => {
    const given = { entity_refs: [{ kind: 'tool', id: 't' }], related_entity_ids: ['given'] };
    expect(normalize(given)).toMatchObject({ related_entity_ids: ['given'] });
  });

  test('in which nothing is left is null', () => {
    expect(normalize({})).toBeNull();
    expect(
      normalize({ parent_ref: { kind: 'planet', id: 'x' }, policy_ref: {}, parent_record_id: ' ' }),
    ).toBeNull();
    expect(normalizeRelationship(null)).toBeNull();
  });
});
