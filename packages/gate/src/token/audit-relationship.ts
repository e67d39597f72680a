import { compareUtf8, normalizeList, type Json } from '@gait/canon';

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

interface Node {
  readonly kind: string;
  readonly id: string;
}

/** How an approval audit hangs together with trace, tool, policy and approvers (gait-formats §4.15). */
export function relateApprovals(subject: AuditSubject, approvers: readonly string[]): Json {
  return relationship(
    subject,
    approvers.map((id) => ({ kind: 'agent', id })),
    [],
  );
}

/** The same for a delegation audit: who delegated to whom. */
export function relateDelegations(subject: AuditSubject, links: readonly AuditLink[]): Json {
  const agents = links.flatMap(({ delegator, delegate }) => [delegator, delegate]);
  return relationship(
    subject,
    agents.map((id) => ({ kind: 'agent', id })),
    links,
  );
}

function relationship(
  { traceId, toolName, policyDigest }: AuditSubject,
  agents: readonly Node[],
  links: readonly AuditLink[],
): Json {
  const policy = { kind: 'policy', id: policyDigest };
  const tool = { kind: 'tool', id: toolName };
  const refs = uniqueNodes([{ kind: 'trace', id: traceId }, tool, policy, ...agents]);
  const chain = agentChain(links);
  const edges = links
    .filter(({ delegator, delegate }) => delegator !== '' && delegate !== '')
    .map(({ delegator, delegate }) => edge('delegates_to', agent(delegator), agent(delegate)));
  if (toolName !== '' && policyDigest !== '') edges.push(edge('governed_by', tool, policy));
  const parent = { kind: 'trace', id: traceId };
  return present({
    parent_ref: traceId === '' ? null : { ...parent },
    entity_refs: refs.map(({ kind, id }) => ({ kind, id })),
    policy_ref: policyDigest === '' ? null : { policy_digest: policyDigest },
    agent_chain: chain,
    edges: uniqueEdges(edges),
    parent_record_id: traceId,
    related_entity_ids: normalizeList(refs.map(({ id }) => id)),
  });
}

interface Edge {
  readonly kind: string;
  readonly from: Node;
  readonly to: Node;
}

function agent(id: string): Node {
  return { kind: 'agent', id };
}

function edge(kind: string, from: Node, to: Node): Edge {
  return { kind, from, to };
}

function agentChain(links: readonly AuditLink[]): { identity: string; role: string }[] {
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
function uniqueNodes(nodes: readonly Node[]): Node[] {
  const kept = new Map(nodes.filter(({ id }) => id !== '').map((node) => [nodeKey(node), node]));
  return [...kept.values()].sort((a, b) => compareUtf8(a.kind, b.kind) || compareUtf8(a.id, b.id));
}

function uniqueEdges(edges: readonly Edge[]): Json[] {
  const key = (item: Edge): string =>
    JSON.stringify([item.kind, nodeKey(item.from), nodeKey(item.to)]);
  const kept = new Map(edges.map((item) => [key(item), item]));
  return [...kept.values()]
    .sort(
      (a, b) =>
        compareUtf8(a.kind, b.kind) ||
        compareUtf8(a.from.id, b.from.id) ||
        compareUtf8(a.to.id, b.to.id),
    )
    .map(({ kind, from, to }) => ({ kind, from: { ...from }, to: { ...to } }));
}

function nodeKey({ kind, id }: Node): string {
  return `${kind}\0${id}`;
}

/** Without members that are empty. */
function present(members: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) =>
        value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
