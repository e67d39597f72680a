import { toLower, trimSpace } from '@gait/canon';
import { normalizeRelationship } from '../relationship/normalize-relationship.ts';
import type { AgentLink, NodeRef, Relationship, RelationshipEdge } from '@gait/canon';

/** How the records of a session hang together (gait-formats §2.13). */

const EMPTY: Relationship = {
  parent_ref: null,
  entity_refs: null,
  policy_ref: null,
  agent_chain: null,
  edges: null,
  parent_record_id: '',
  related_record_ids: null,
  related_entity_ids: null,
  agent_lineage: null,
};

/** What an event knows about itself. */
export interface EventRelations {
  readonly sessionId: string;
  readonly runId: string;
  readonly toolName: string;
  readonly traceId: string;
  readonly policyId: string;
  readonly policyVersion: string;
  readonly policyDigest: string;
  readonly matchedRuleIds: readonly string[];
  /** Who called; empty when only the chain tells. */
  readonly actor: string;
  readonly agentChain: readonly AgentLink[];
}

/** An event belongs to its session; its policy governs its tool, its actor calls it. */
export function relateEvent(event: EventRelations): Relationship | null {
  const tool = node('tool', event.toolName);
  const policy = node('policy', toLower(trimSpace(event.policyDigest)));
  const actor = node('agent', trimSpace(event.actor) || actorOf(event.agentChain));
  return relate(node('session', event.sessionId), {
    entity_refs: [node('run', event.runId), tool, node('trace', event.traceId), policy],
    policy_ref: {
      policy_id: event.policyId,
      policy_version: event.policyVersion,
      policy_digest: event.policyDigest,
      matched_rule_ids: event.matchedRuleIds,
    },
    agent_chain: event.agentChain,
    edges: [edge('governed_by', tool, policy), edge('calls', actor, tool)],
  });
}

/** A checkpoint belongs to its session and is evidence derived from its runpack's run. */
export function relateCheckpoint(checkpoint: {
  readonly sessionId: string;
  readonly runId: string;
  readonly checkpointRunId: string;
  readonly checkpointDigest: string;
  readonly manifestDigest: string;
}): Relationship | null {
  const evidence = node('evidence', checkpoint.checkpointDigest);
  const run = node('run', checkpoint.checkpointRunId);
  return relate(node('session', checkpoint.sessionId), {
    entity_refs: [
      node('run', checkpoint.runId),
      run,
      evidence,
      node('evidence', checkpoint.manifestDigest),
    ],
    edges: [edge('derived_from', evidence, run)],
  });
}

/** An event in the timeline of a checkpoint's runpack. */
export function relateTimelineEvent(event: {
  readonly checkpointRunId: string;
  readonly sessionId: string;
  readonly traceId: string;
  readonly toolName: string;
  readonly policyDigest: string;
}): Relationship | null {
  const run = node('run', event.checkpointRunId);
  const trace = node('trace', event.traceId);
  const tool = node('tool', event.toolName);
  const policy = node('policy', toLower(trimSpace(event.policyDigest)));
  return relate(run, {
    entity_refs: [trace, tool, policy, node('evidence', event.sessionId)],
    edges: [edge('derived_from', trace, run), edge('governed_by', tool, policy)],
  });
}

/** The last entry of that timeline: the checkpoint itself. */
export function relateTimelineEnd(checkpointRunId: string, reference: string): Relationship | null {
  const run = node('run', checkpointRunId);
  const evidence = node('evidence', reference);
  return relate(run, { entity_refs: [evidence], edges: [edge('emits_evidence', run, evidence)] });
}

function relate(parent: NodeRef, parts: Partial<Relationship>): Relationship | null {
  return normalizeRelationship({
    ...EMPTY,
    parent_ref: parent,
    parent_record_id: parent.id,
    ...parts,
  });
}

/** Nodes and edges without an id fall away in the normalisation. */
function node(kind: string, id: string): NodeRef {
  return { kind, id: trimSpace(id) };
}

function edge(kind: string, from: NodeRef, to: NodeRef): RelationshipEdge {
  return { kind, from, to };
}

/** The delegate acts, else the requester, else the delegator; the first of its role. */
function actorOf(chain: readonly AgentLink[]): string {
  for (const role of ['delegate', 'requester', 'delegator']) {
    const link = chain.find(
      (one) => toLower(trimSpace(one.role)) === role && trimSpace(one.identity) !== '',
    );
    if (link !== undefined) return trimSpace(link.identity);
  }
  return '';
}
