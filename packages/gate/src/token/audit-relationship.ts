import {
  compareUtf8,
  normalizeList,
  type AgentLink,
  type NodeRef,
  type PolicyRef,
  type Relationship,
  type RelationshipEdge,
} from '@gait/canon';

/** What an audit is about; text trimmed, digest in lower case. */
export interface AuditSubject {
  readonly traceId: string;
  readonly toolName: string;
  readonly policyDigest: string;
}

/** One step of a delegation as an audit entry has it; a name may be empty. */
export interface AuditLink {
  readonly delegator: string;
  readonly delegate: string;
}

/** How an approval audit hangs together with trace, tool, policy and approvers (gait-formats §4.15). */
export function relateApprovals(subject: AuditSubject, approvers: readonly string[]): Relationship {
  return relationship(
    subject,
    approvers.map((id) => ({ kind: 'agent', id })),
    [],
  );
}

/** The same for a delegation audit: who delegated to whom. */
export function relateDelegations(
  subject: AuditSubject,
  links: readonly AuditLink[],
): Relationship {
  const agents = links.flatMap(({ delegator, delegate }) => [delegator, delegate]);
  return relationship(
    subject,
    agents.map((id) => ({ kind: 'agent', id })),
    links,
  );
}

function relationship(
  { traceId, toolName, policyDigest }: AuditSubject,
  agents: readonly NodeRef[],
  links: readonly AuditLink[],
): Relationship {
  const policy = { kind: 'policy', id: policyDigest };
  const tool = { kind: 'tool', id: toolName };
  const refs = uniqueNodes([{ kind: 'trace', id: traceId }, tool, policy, ...agents]);
  const chain = agentChain(links);
  const edges = links
    .filter(({ delegator, delegate }) => delegator !== '' && delegate !== '')
    .map(({ delegator, delegate }) => edge('delegates_to', agent(delegator), agent(delegate)));
  if (toolName !== '' && policyDigest !== '') edges.push(edge('governed_by', tool, policy));
  return {
    parent_ref: traceId === '' ? null : { kind: 'trace', id: traceId },
    entity_refs: refs,
    policy_ref: policyDigest === '' ? null : policyRef(policyDigest),
    agent_chain: chain,
    edges: uniqueEdges(edges),
    parent_record_id: traceId,
    related_record_ids: null,
    related_entity_ids: normalizeList(refs.map(({ id }) => id)),
    agent_lineage: null,
  };
}

function policyRef(digest: string): PolicyRef {
  return { policy_id: '', policy_version: '', policy_digest: digest, matched_rule_ids: null };
}

function agent(id: string): NodeRef {
  return { kind: 'agent', id };
}

function edge(kind: string, from: NodeRef, to: NodeRef): RelationshipEdge {
  return { kind, from, to };
}

function agentChain(links: readonly AuditLink[]): AgentLink[] {
  const named = (names: readonly string[], role: string) =>
    normalizeList(names).map((identity) => ({ identity, role }));
  return [
    ...named(
      links.map(({ delegate }) => delegate),
      'delegate',
    ),
    ...named(
      links.map(({ delegator }) => delegator),
      'delegator',
    ),
  ];
}

/** Sorted by kind, then id, without those that name nothing. */
function uniqueNodes(nodes: readonly NodeRef[]): NodeRef[] {
  const kept = new Map(nodes.filter(({ id }) => id !== '').map((node) => [nodeKey(node), node]));
  return [...kept.values()].sort((a, b) => compareUtf8(a.kind, b.kind) || compareUtf8(a.id, b.id));
}

function uniqueEdges(edges: readonly RelationshipEdge[]): RelationshipEdge[] {
  const key = (item: RelationshipEdge): string =>
    JSON.stringify([item.kind, nodeKey(item.from), nodeKey(item.to)]);
  const kept = new Map(edges.map((item) => [key(item), item]));
  return [...kept.values()].sort(
    (a, b) =>
      compareUtf8(a.kind, b.kind) ||
      compareUtf8(a.from.id, b.from.id) ||
      compareUtf8(a.to.id, b.to.id),
  );
}

function nodeKey({ kind, id }: NodeRef): string {
  return `${kind}\0${id}`;
}
