import { compareUtf8, normalizeList, toLower, trimSpace } from '@gait/canon';
import type {
  AgentLineage,
  AgentLink,
  NodeRef,
  PolicyRef,
  Relationship,
  RelationshipEdge,
} from '@gait/canon';

const PARENT_KINDS = new Set(['trace', 'run', 'session', 'intent', 'policy', 'agent', 'evidence']);
const ENTITY_KINDS = new Set([
  'agent',
  'tool',
  'resource',
  'policy',
  'run',
  'trace',
  'delegation',
  'evidence',
]);
const AGENT_ROLES = new Set(['requester', 'delegator', 'delegate']);
const EDGE_KINDS = new Set([
  'delegates_to',
  'calls',
  'governed_by',
  'targets',
  'derived_from',
  'emits_evidence',
]);

/**
 * The form in which an envelope is digested (gait-formats §2.2): text trimmed, kinds and
 * roles in lower case, unknown kinds dropped, lists without repeats and sorted by bytes.
 * `related_entity_ids` are taken from the entities where none are given. An envelope
 * in which nothing is left becomes null.
 */
export function normalizeRelationship(given: Relationship | null): Relationship | null {
  if (given === null) return null;
  const entities = normalizeEntities(given.entity_refs);
  const relatedEntities = normalizeList(given.related_entity_ids);
  const out: Relationship = {
    parent_ref: normalizeParent(given.parent_ref),
    entity_refs: orNull(entities),
    policy_ref: normalizePolicy(given.policy_ref),
    agent_chain: orNull(normalizeChain(given.agent_chain)),
    edges: orNull(normalizeEdges(given.edges)),
    parent_record_id: trimSpace(given.parent_record_id),
    related_record_ids: orNull(normalizeList(given.related_record_ids)),
    related_entity_ids: orNull(
      relatedEntities.length > 0 ? relatedEntities : normalizeList(entities.map(({ id }) => id)),
    ),
    agent_lineage: orNull(normalizeLineage(given.agent_lineage)),
  };
  return Object.values(out).every((part) => part === null || part === '') ? null : out;
}

function orNull<T>(items: readonly T[]): readonly T[] | null {
  return items.length === 0 ? null : items;
}

function normalizeParent(given: NodeRef | null): NodeRef | null {
  if (given === null) return null;
  const ref = normalizeNode(given);
  return ref.id !== '' && PARENT_KINDS.has(ref.kind) ? ref : null;
}

function normalizeNode({ kind, id }: NodeRef): NodeRef {
  return { kind: toLower(trimSpace(kind)), id: trimSpace(id) };
}

function normalizeEntities(given: readonly NodeRef[] | null): NodeRef[] {
  const refs = (given ?? []).map(normalizeNode);
  return uniqueSorted(
    refs.filter(({ kind, id }) => id !== '' && ENTITY_KINDS.has(kind)),
    ({ kind, id }) => [kind, id],
  );
}

function normalizePolicy(given: PolicyRef | null): PolicyRef | null {
  if (given === null) return null;
  const out: PolicyRef = {
    policy_id: trimSpace(given.policy_id),
    policy_version: trimSpace(given.policy_version),
    policy_digest: toLower(trimSpace(given.policy_digest)),
    matched_rule_ids: orNull(normalizeList(given.matched_rule_ids)),
  };
  return Object.values(out).every((part) => part === null || part === '') ? null : out;
}

function normalizeChain(given: readonly AgentLink[] | null): AgentLink[] {
  const links = (given ?? []).map(({ identity, role }) => ({
    identity: trimSpace(identity),
    role: toLower(trimSpace(role)),
  }));
  return uniqueSorted(
    links.filter(({ identity, role }) => identity !== '' && AGENT_ROLES.has(role)),
    ({ identity, role }) => [role, identity],
  );
}

function normalizeEdges(given: readonly RelationshipEdge[] | null): RelationshipEdge[] {
  const edges = (given ?? []).map(({ kind, from, to }) => ({
    kind: toLower(trimSpace(kind)),
    from: normalizeNode(from),
    to: normalizeNode(to),
  }));
  const complete = edges.filter(
    ({ kind, from, to }) =>
      EDGE_KINDS.has(kind) && from.kind !== '' && from.id !== '' && to.kind !== '' && to.id !== '',
  );
  return uniqueSorted(complete, ({ kind, from, to }) => [kind, from.kind, from.id, to.kind, to.id]);
}

function normalizeLineage(given: readonly AgentLineage[] | null): AgentLineage[] {
  const lines = (given ?? []).map((line) => ({
    agent_id: trimSpace(line.agent_id),
    delegated_by: trimSpace(line.delegated_by),
    delegation_record_id: trimSpace(line.delegation_record_id),
  }));
  return uniqueSorted(
    lines.filter(({ agent_id }) => agent_id !== ''),
    (line) => [line.agent_id, line.delegated_by, line.delegation_record_id],
  );
}

/** First of every set of equal items, in the byte order of their keys. */
function uniqueSorted<T>(items: readonly T[], keyOf: (item: T) => readonly string[]): T[] {
  const byKey = new Map<string, { readonly key: readonly string[]; readonly item: T }>();
  for (const item of items) {
    const key = keyOf(item);
    const text = key.join('\u0000');
    if (!byKey.has(text)) byKey.set(text, { key, item });
  }
  return [...byKey.values()]
    .sort((left, right) => compareKeys(left.key, right.key))
    .map(({ item }) => item);
}

function compareKeys(left: readonly string[], right: readonly string[]): number {
  for (let i = 0; i < left.length; i++) {
    const order = compareUtf8(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}
