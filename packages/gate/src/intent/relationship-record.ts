import { list, ptr, record, str, struct } from '@gait/canon';

const nodeRecord = record('relationship node', { kind: str(), id: str() });

/** How an intent says it hangs together with others; kept, checked for types, part of no digest. */
export const relationshipRecord = record('relationship', {
  parent_ref: ptr(nodeRecord).opt(),
  entity_refs: list(struct(nodeRecord)).opt(),
  policy_ref: ptr(
    record('policy reference', {
      policy_id: str().opt(),
      policy_version: str().opt(),
      policy_digest: str().opt(),
      matched_rule_ids: list(str()).opt(),
    }),
  ).opt(),
  agent_chain: list(struct(record('agent link', { identity: str(), role: str() }))).opt(),
  edges: list(
    struct(
      record('relationship edge', {
        kind: str(),
        from: struct(nodeRecord),
        to: struct(nodeRecord),
      }),
    ),
  ).opt(),
  parent_record_id: str().opt(),
  related_record_ids: list(str()).opt(),
  related_entity_ids: list(str()).opt(),
  agent_lineage: list(
    struct(
      record('agent lineage', {
        agent_id: str(),
        delegated_by: str().opt(),
        delegation_record_id: str().opt(),
      }),
    ),
  ).opt(),
});
