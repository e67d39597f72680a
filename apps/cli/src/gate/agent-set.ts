import { trimSpace } from '@gait/canon';
import type { Guard } from '@gait/boundary';
import { followsReference, type AgentSet, type Policy } from '@gait/gate';
import { readAgentLock, type AgentFault } from '@gait/local';
import type { Context } from '../context.ts';
import type { GateSettings } from './gate-settings.ts';
import { gateProject } from './protection-guard.ts';

/** What this gate says of the agents of its project, and what is wrong with them. */
export interface LoadedAgents {
  /** Undefined: what callers claim stays. */
  readonly agentSet: AgentSet | undefined;
  /** Blocks where the policy asks for what the gate cannot say. */
  readonly guard: Guard | undefined;
  readonly warnings: readonly string[];
}

const NOTHING: AgentSet = { manifestDigest: '', publisher: '', source: '' };
const UNVERIFIED = 'agent_set_unverified';

/**
 * The agents that the project's lock names, held against the files. Where they differ, the gate
 * says nothing of the agent, and under `strict` a policy that asks for its manifest blocks.
 * Without a lock claims stay as they are, but under `strict` nobody but the gate says what
 * manifest an agent has. The profiles of the reference know no lock.
 *
 * @throws CodedError `agent_lock_invalid`, those of `readWhole`
 */
export function loadAgents(context: Context, settings: GateSettings, policy: Policy): LoadedAgents {
  const strict = settings.profile === 'strict';
  if (followsReference(settings.profile)) {
    return { agentSet: undefined, guard: undefined, warnings: [] };
  }
  const lock = readAgentLock(gateProject(context, settings));
  if (lock === undefined) {
    return { agentSet: strict ? NOTHING : undefined, guard: undefined, warnings: [] };
  }
  if (lock.faults.length > 0) {
    return {
      agentSet: NOTHING,
      guard: strict && policy.rules.some(asksForManifest) ? unverified() : undefined,
      warnings: [describe(lock.faults)],
    };
  }
  return {
    agentSet: {
      manifestDigest: lock.setDigest,
      publisher: trimSpace(lock.publisher),
      source: trimSpace(lock.source),
    },
    guard: undefined,
    warnings: [],
  };
}

function asksForManifest(rule: Policy['rules'][number]): boolean {
  return (
    rule.required_agent_manifest_digest !== '' ||
    rule.allowed_agent_manifest_publishers.length > 0 ||
    rule.allowed_agent_manifest_sources.length > 0
  );
}

function unverified(): Guard {
  const codes = [UNVERIFIED];
  return { name: UNVERIFIED, judge: () => ({ reasonCodes: codes, violations: codes }) };
}

function describe(faults: readonly AgentFault[]): string {
  const [{ code, path } = { code: '', path: '' }] = faults;
  const more = faults.length > 1 ? ` and ${faults.length - 1} more` : '';
  return `the agents are not as their lock says (${code}: ${path}${more}): the gate does not say which agent calls`;
}
