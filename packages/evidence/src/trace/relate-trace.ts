import { compareUtf8, normalizeList } from '@gait/canon';
import type { AgentLink, NodeRef, Relationship, RelationshipEdge } from '@gait/canon';

/** Who and what a decision was about; text already normalised. */
export interface TraceParties {
  readonly traceId: string;
  readonly toolName: string;
  readonly identity: string;
  readonly sessionId: string;
  readonly policyId: string;
  readonly policyVersion: string;
  readonly policyDigest: string;
  /** Sorted, unique; empty unless the call was a script. */
  readonly matchedRules: readonly string[];
  /** Null when the call claims no delegation. */
  readonly delegation: {
    readonly requester: string;
    readonly links: readonly { readonly delegator: string; readonly delegate: string }[];
  } | null;
  /** Digest of a document that the trace commits to; undefined for none. */
  readonly evidenceDigest?: string | undefined;
}

/**
 * The relationship of a trace (gait-formats §4.15): the session it belongs to, the
 * tool, the agent and the policy, and how they hang together. Built in normal form,
 * that is as `normalizeRelationship` would leave it.
 */
export function relateTrace(parties: TraceParties): Relationship {
  const { traceId, toolName, identity, policyDigest, delegation, evidenceDigest } = parties;
  const entities: NodeRef[] = [];
  // Kinds in the order of their names: the list is sorted as it is made.
  if (identity !== '') entities.push({ kind: 'agent', id: identity });
  if (evidenceDigest !== undefined) entities.push({ kind: 'evidence', id: evidenceDigest });
  entities.push({ kind: 'policy', id: policyDigest });
  entities.push({ kind: 'tool', id: toolName }, { kind: 'trace', id: traceId });
  return {
    parent_ref: parties.sessionId === '' ? null : { kind: 'session', id: parties.sessionId },
    entity_refs: entities,
    policy_ref: {
      policy_id: parties.policyId,
      policy_version: parties.policyVersion,
      policy_digest: policyDigest,
      matched_rule_ids: parties.matchedRules.length === 0 ? null : parties.matchedRules,
    },
    agent_chain: agentChain(identity, delegation),
    edges: edges(parties),
    parent_record_id: '',
    related_record_ids: null,
    related_entity_ids: normalizeList(entities.map(({ id }) => id)),
    agent_lineage: null,
  };
}

function agentChain(identity: string, delegation: TraceParties['delegation']): AgentLink[] | null {
  if (delegation === null) return identity === '' ? null : [{ identity, role: 'requester' }];
  const delegates = normalizeList(delegation.links.map(({ delegate }) => delegate));
  const delegators = normalizeList(delegation.links.map(({ delegator }) => delegator));
  return [
    ...delegates.map((name) => ({ identity: name, role: 'delegate' })),
    ...delegators.map((name) => ({ identity: name, role: 'delegator' })),
    { identity: delegation.requester, role: 'requester' },
  ];
}

function edges({ identity, toolName, policyDigest, delegation }: TraceParties): RelationshipEdge[] {
  const tool = { kind: 'tool', id: toolName };
  const list: RelationshipEdge[] = [];
  if (identity !== '')
    list.push({ kind: 'calls', from: { kind: 'agent', id: identity }, to: tool });
  if (delegation !== null) list.push(...delegations(delegation.links));
  list.push({ kind: 'governed_by', from: tool, to: { kind: 'policy', id: policyDigest } });
  return list;
}

type Links = NonNullable<TraceParties['delegation']>['links'];

/** One edge for each pair, sorted by delegator, then delegate. */
function delegations(links: Links): RelationshipEdge[] {
  const pairs = new Map(links.map((link) => [`${link.delegator}\0${link.delegate}`, link]));
  return [...pairs.values()]
    .toSorted(
      (a, b) => compareUtf8(a.delegator, b.delegator) || compareUtf8(a.delegate, b.delegate),
    )
    .map(({ delegator, delegate }) => ({
      kind: 'delegates_to',
      from: { kind: 'agent', id: delegator },
      to: { kind: 'agent', id: delegate },
    }));
}
