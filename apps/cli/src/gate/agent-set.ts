import { trimSpace } from '@gait/canon';
import type { Guard } from '@gait/boundary';
import { followsReference, type AgentSet, type Policy } from '@gait/gate';
import { policyPlace, readAgentLock, readTrustedPolicies, type AgentFault } from '@gait/local';
import type { Context } from '../context.ts';
import type { GateSettings } from './gate-settings.ts';
import { gateProject } from './protection-guard.ts';

/** Which project's agents are meant, and the policy that their lock was trusted with. */
export interface AgentPlace extends Pick<GateSettings, 'profile' | 'policyPath'> {
  readonly flags: { readonly config: string };
}

/** What this gate says of the agents of its project, and what is wrong with them. */
export interface LoadedAgents {
  /** Undefined: what callers claim stays. */
  readonly agentSet: AgentSet | undefined;
  /** Blocks where the policy asks for what the gate cannot say. */
  readonly guard: Guard | undefined;
  readonly warnings: readonly string[];
}

/** What the lock says, and what of it does not count. */
interface ReadAgents {
  readonly agentSet: AgentSet | undefined;
  /** `files`: nothing of the lock counts; `names`: who published the agents does not. */
  readonly unproven: 'files' | 'names' | undefined;
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
 * The files prove the manifest, but anybody can write into a lock who published them: under
 * `strict` publisher and source count only from the lock that a person trusted with the policy.
 *
 * @throws CodedError `agent_lock_invalid`, those of `readWhole` and `readTrustedPolicies`
 */
export function loadAgents(context: Context, settings: GateSettings, policy: Policy): LoadedAgents {
  const { agentSet, unproven, warnings } = readAgents(context, settings);
  const asks = unproven === 'names' ? asksForNames : asksForManifest;
  const blocks = settings.profile === 'strict' && unproven !== undefined && policy.rules.some(asks);
  return { agentSet, guard: blocks ? unverified() : undefined, warnings };
}

/** `loadAgents` for somebody who only wants to know which intent the gate will see. Errors as there. */
export function readAgents(context: Context, place: AgentPlace): ReadAgents {
  const strict = place.profile === 'strict';
  const unknown = { unproven: undefined, warnings: [] };
  if (followsReference(place.profile)) return { agentSet: undefined, ...unknown };
  const lock = readAgentLock(gateProject(context, place));
  if (lock === undefined) return { agentSet: strict ? NOTHING : undefined, ...unknown };
  if (lock.faults.length > 0) {
    return { agentSet: NOTHING, unproven: 'files', warnings: [describe(lock.faults)] };
  }
  const publisher = trimSpace(lock.publisher);
  const source = trimSpace(lock.source);
  const names = publisher !== '' || source !== '';
  if (strict && names && !isTrustedLock(context, place, lock.lockDigest)) {
    return {
      agentSet: { ...NOTHING, manifestDigest: lock.setDigest },
      unproven: 'names',
      warnings: [
        `nobody trusted the lock of the agents as it is: who published them does not count; read it, then run gait trust ${place.policyPath}`,
      ],
    };
  }
  return { agentSet: { manifestDigest: lock.setDigest, publisher, source }, ...unknown };
}

function isTrustedLock(context: Context, { policyPath }: AgentPlace, digest: string): boolean {
  const place = policyPlace(context.resolve(policyPath));
  return readTrustedPolicies(context).some(
    (policy) => policy.path === place && policy.agent_lock_digest === digest,
  );
}

function asksForManifest(rule: Policy['rules'][number]): boolean {
  return rule.required_agent_manifest_digest !== '' || asksForNames(rule);
}

function asksForNames(rule: Policy['rules'][number]): boolean {
  return (
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
