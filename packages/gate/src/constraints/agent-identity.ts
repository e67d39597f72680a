import { isZeroTime, parseTime, toLower, trimSpace } from '@gait/canon';
import type { AgentIdentity } from '../intent/intent-record.ts';
import type { PolicyRule } from '../policy/policy.ts';
import { finding, type Constraint } from './finding.ts';

/** True when the rule asks who the agent is. */
export function asksForAgent(rule: PolicyRule): boolean {
  return (
    rule.require_declared_agent ||
    rule.allowed_agent_ids.length > 0 ||
    rule.denied_agent_ids.length > 0 ||
    rule.required_agent_manifest_digest !== '' ||
    rule.allowed_agent_manifest_publishers.length > 0 ||
    rule.allowed_agent_manifest_sources.length > 0 ||
    rule.required_agent_lifecycle_states.length > 0 ||
    rule.require_agent_owner ||
    rule.require_unexpired_agent
  );
}

/** The agent that the intent declares, against what the rule demands of it (gait-formats §4.6). */
export function agentIdentityConstraint(rule: PolicyRule): Constraint {
  return (call, pass) => {
    const id = trimSpace(call.context.agent_id);
    const agent = call.context.agent_identity;
    const reasons: string[] = [];
    const violations: string[] = [];
    const fault = (reason: string, violation = reason): void => {
      reasons.push(reason);
      violations.push(violation);
    };
    if (rule.require_declared_agent && (id === '' || agent === null)) {
      fault('agent_unknown', 'agent_identity_missing');
    }
    if (id !== '' && rule.denied_agent_ids.includes(id)) fault('agent_revoked');
    if (agent?.revoked === true) fault('agent_revoked');
    if (rule.allowed_agent_ids.length > 0 && (id === '' || !rule.allowed_agent_ids.includes(id))) {
      fault('agent_unknown', 'agent_not_declared');
    }
    if (rule.require_agent_owner && trimSpace(agent?.owner ?? '') === '') {
      fault('agent_owner_missing');
    }
    const states = agent?.lifecycle_states ?? [];
    if (!rule.required_agent_lifecycle_states.every((state) => states.includes(state))) {
      fault('agent_lifecycle_state_invalid');
    }
    if (rule.require_unexpired_agent && isExpired(agent, pass.now)) fault('agent_expired');
    if (isForeign(rule, agent)) fault('agent_manifest_mismatch');
    return reasons.length === 0 ? null : finding('block', reasons, violations);
  };
}

function isExpired(agent: AgentIdentity | null, now: bigint): boolean {
  if (agent === null || isZeroTime(agent.expires_at)) return true;
  const expires = parseTime(agent.expires_at);
  return expires === undefined || expires.epochNanos <= now;
}

/** The manifest, its publisher or its source is not what the rule names. */
function isForeign(rule: PolicyRule, agent: AgentIdentity | null): boolean {
  const {
    required_agent_manifest_digest: digest,
    allowed_agent_manifest_publishers: publishers,
    allowed_agent_manifest_sources: sources,
  } = rule;
  if (digest !== '' && trimSpace(agent?.manifest_digest ?? '') !== digest) return true;
  const among = (list: readonly string[], value: string | undefined): boolean =>
    list.length === 0 || (agent !== null && list.includes(toLower(trimSpace(value ?? ''))));
  return !among(publishers, agent?.publisher) || !among(sources, agent?.source);
}
