import { list, ptr, record, str, struct, type Infer } from '../record/field-kinds.ts';

/**
 * How an artifact hangs together with others (gait-formats §2.2), as it is stored and digested; an
 * intent says it in the same words.
 */

/** A node by kind and id. */
export const nodeRefRecord = record('relationship node', { kind: str(), id: str() });

/** The policy that governed. */
export const policyRefRecord = record('relationship policy_ref', {
  policy_id: str().opt(),
  policy_version: str().opt(),
  policy_digest: str().opt(),
  matched_rule_ids: list(str()).opt(),
});

/** One identity in a chain of delegation. */
export const agentLinkRecord = record('relationship agent link', { identity: str(), role: str() });

/** A directed edge between two nodes. */
export const relationshipEdgeRecord = record('relationship edge', {
  kind: str(),
  from: struct(nodeRefRecord),
  to: struct(nodeRefRecord),
});

/** Where an agent came from. */
export const agentLineageRecord = record('relationship agent lineage', {
  agent_id: str(),
  delegated_by: str().opt(),
  delegation_record_id: str().opt(),
});

/** The whole envelope. */
export const relationshipRecord = record('relationship', {
  parent_ref: ptr(nodeRefRecord).opt(),
  entity_refs: list(struct(nodeRefRecord)).opt(),
  policy_ref: ptr(policyRefRecord).opt(),
  agent_chain: list(struct(agentLinkRecord)).opt(),
  edges: list(struct(relationshipEdgeRecord)).opt(),
  parent_record_id: str().opt(),
  related_record_ids: list(str()).opt(),
  related_entity_ids: list(str()).opt(),
  agent_lineage: list(struct(agentLineageRecord)).opt(),
});

export type NodeRef = Infer<typeof nodeRefRecord>;
export type PolicyRef = Infer<typeof policyRefRecord>;
export type AgentLink = Infer<typeof agentLinkRecord>;
export type RelationshipEdge = Infer<typeof relationshipEdgeRecord>;
export type AgentLineage = Infer<typeof agentLineageRecord>;
export type Relationship = Infer<typeof relationshipRecord>;
