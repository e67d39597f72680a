import { isAbsolute } from 'node:path';
import type { GateSetup, Guard } from '@gait/boundary';
import { refuseConflict, type CompiledPolicy, type SpokenWords, type ToolTables } from '@gait/gate';
import { isSurelyMissing, policyPlace, readWhole, userPolicyPath } from '@gait/local';
import type { Context } from '../context.ts';
import { loadAgents } from './agent-set.ts';
import type { GateSettings } from './gate-settings.ts';
import { readPolicy } from './read-policy.ts';
import { policyTrustGuard } from './policy-trust-guard.ts';
import { protectionGuard } from './protection-guard.ts';

/** What stands above the policy of the project: nothing in it can allow what these forbid. */
export interface GateStanding extends Pick<GateSetup, 'guards' | 'overlays' | 'agentSet'> {
  readonly warnings: readonly string[];
}

/**
 * Loads what stands above the project's policy: the protection of the gate itself, trust in the
 * policy, the policy of the user, and what the gate knows of the agents.
 *
 * @throws CodedError those of `policyTrustGuard`, `loadAgents`, and of `parsePolicy` and
 *   `refuseConflict` for the user's policy
 */
export function loadStanding(
  context: Context,
  settings: GateSettings,
  policy: CompiledPolicy,
  tables: ToolTables,
  commandsRead?: () => readonly SpokenWords[] | undefined,
): GateStanding {
  const trust = policyTrustGuard(context, settings, policy.digest);
  const agents = loadAgents(context, settings, policy.policy);
  const guards = [
    trust?.guard,
    protectionGuard(context, settings, tables, commandsRead),
    agents.guard,
  ];
  return {
    guards: guards.filter((guard): guard is Guard => guard !== undefined),
    overlays: userPolicies(context, settings, tables),
    agentSet: agents.agentSet,
    warnings: [...(trust?.advice === undefined ? [] : [trust.advice]), ...agents.warnings],
  };
}

/** Under `strict` a repository's policy can only tighten what the user's own says. */
function userPolicies(
  context: Context,
  { policyPath, profile }: GateSettings,
  { toolClasses }: ToolTables,
): readonly CompiledPolicy[] {
  const path = userPolicyPath(context);
  if (profile !== 'strict' || !isAbsolute(path) || isSurelyMissing(path)) return [];
  if (policyPlace(path) === policyPlace(context.resolve(policyPath))) return [];
  const { compiled: policy } = readPolicy(path, readWhole(path));
  refuseConflict({ toolClasses, policyClasses: policy.toolClasses }, { file: path });
  return [policy];
}
