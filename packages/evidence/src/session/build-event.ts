import { compactJson, encodeRecord, normalizeList, toLower, trimSpace } from '@gait/canon';
import type { AgentLink } from '@gait/canon';
import { hashEvent } from './session-hash.ts';
import { relateEvent } from './session-relationship.ts';
import {
  SESSION_SCHEMA_VERSION,
  SESSION_SCHEMAS,
  sessionEventRecord,
  type SessionCallDetails,
  type SessionEvent,
  type SessionOutcomeDetails,
} from './session-records.ts';

/** What happened, as the caller knows it. Everything but tool and verdict may be left out. */
export interface EventDetails {
  readonly toolName: string;
  readonly verdict: string;
  readonly intentId?: string;
  readonly intentDigest?: string;
  readonly policyDigest?: string;
  readonly policyId?: string;
  readonly policyVersion?: string;
  readonly matchedRuleIds?: readonly string[];
  readonly traceId?: string;
  readonly tracePath?: string;
  readonly reasonCodes?: readonly string[];
  readonly violations?: readonly string[];
  readonly actor?: string;
  readonly agentChain?: readonly AgentLink[];
  readonly safetyInvariantVersion?: string;
  readonly safetyInvariantHash?: string;
  /** What the call does, when the gate itself tells. */
  readonly call?: SessionCallDetails;
  /** What came of an earlier call. */
  readonly outcome?: SessionOutcomeDetails;
}

/** Where in its session the event comes. */
export interface EventPlace {
  readonly sessionId: string;
  readonly runId: string;
  readonly sequence: number;
  /** Head of the hash chain before it. */
  readonly head: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly producerVersion: string;
}

/** An event and the line that stores it, without its line end. */
export interface BuiltEvent {
  readonly event: SessionEvent;
  readonly line: string;
}

/** Makes the next event of a session (gait-formats §2.13), with its hashes. The same input gives the same bytes. */
export function buildEvent(place: EventPlace, details: EventDetails): BuiltEvent {
  const bare = bareEvent(place, details);
  const hash = hashEvent(encodeRecord(sessionEventRecord, bare), place.head);
  const event = { ...bare, prev_hash: place.head, event_hash: hash };
  const line = compactJson({
    record_type: 'event',
    event: encodeRecord(sessionEventRecord, event),
  });
  return { event, line };
}

function bareEvent(place: EventPlace, details: EventDetails): SessionEvent {
  const toolName = trimSpace(details.toolName);
  const policyDigest = lower(details.policyDigest);
  const traceId = trimSpace(details.traceId ?? '');
  const policyId = trimSpace(details.policyId ?? '');
  const policyVersion = trimSpace(details.policyVersion ?? '');
  const matchedRuleIds = normalizeList(details.matchedRuleIds);
  return {
    schema_id: SESSION_SCHEMAS.event,
    schema_version: SESSION_SCHEMA_VERSION,
    created_at: place.createdAt,
    producer_version: place.producerVersion,
    session_id: place.sessionId,
    run_id: place.runId,
    sequence: place.sequence,
    intent_id: trimSpace(details.intentId ?? ''),
    tool_name: toolName,
    intent_digest: lower(details.intentDigest),
    policy_digest: policyDigest,
    policy_id: policyId,
    policy_version: policyVersion,
    matched_rule_ids: matchedRuleIds,
    trace_id: traceId,
    trace_path: trimSpace(details.tracePath ?? ''),
    verdict: trimSpace(details.verdict),
    reason_codes: normalizeList(details.reasonCodes),
    violations: normalizeList(details.violations),
    relationship: relateEvent({
      sessionId: place.sessionId,
      runId: place.runId,
      toolName,
      traceId,
      policyId,
      policyVersion,
      policyDigest,
      matchedRuleIds,
      actor: details.actor ?? '',
      agentChain: details.agentChain ?? [],
    }),
    safety_invariant_version: trimSpace(details.safetyInvariantVersion ?? ''),
    safety_invariant_hash: lower(details.safetyInvariantHash),
    call: details.call ?? null,
    outcome: details.outcome ?? null,
    prev_hash: '',
    event_hash: '',
  };
}

function lower(text: string | undefined): string {
  return toLower(trimSpace(text ?? ''));
}
