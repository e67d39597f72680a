import {
  matchApprovedScript,
  matchKillSwitch,
  preApprovedOutcome,
  requiresContextEvidence,
  type KillSwitchView,
  type Outcome,
  type PreparedIntent,
} from '@gait/gate';
import type { GateSetup } from './gate-setup.ts';

/** A script that was approved before, and so is not judged by the policy. */
export interface PreApproval {
  readonly patternId: string;
  readonly outcome: Outcome;
}

/** What the registry of approved scripts says. */
export interface ScriptApproval {
  readonly preApproval: PreApproval | undefined;
  /** Why the registry did or did not apply; `''` when there is none. */
  readonly registryReason: string;
}

const NONE: ScriptApproval = { preApproval: undefined, registryReason: '' };

/**
 * Looks the call up among the approved scripts (gait-formats §4.7 step 5, §4.16). What was
 * switched off stays off: outside the profiles that follow the reference an approval given
 * earlier never passes an active kill switch.
 */
export function approveScript(
  setup: GateSetup,
  prepared: PreparedIntent,
  killSwitch: KillSwitchView,
  now: bigint,
): ScriptApproval {
  const { approvedScripts, policy, profile } = setup;
  if (approvedScripts === undefined || approvedScripts.length === 0) return NONE;
  if (requiresContextEvidence(policy.policy)) return NONE;
  // What a script may do depends on what came before it, not on an approval from before that.
  if (policy.asksForSession) return NONE;
  const match = matchApprovedScript(prepared, approvedScripts, {
    profile,
    policyDigest: policy.digest,
    now,
    killSwitchActive: isStopped(killSwitch, prepared, now, setup),
  });
  if (!match.matched) return { preApproval: undefined, registryReason: match.reason };
  return {
    preApproval: {
      patternId: match.patternId,
      outcome: preApprovedOutcome(prepared, match.reason),
    },
    registryReason: match.reason,
  };
}

function isStopped(
  view: KillSwitchView,
  prepared: PreparedIntent,
  now: bigint,
  { profile, foldsCase }: GateSetup,
): boolean {
  if (profile === 'compat' || profile === 'oss-prod') return false;
  if (view.state === null) return view.error;
  return matchKillSwitch(view.state, prepared.intent, now, profile, foldsCase).status === 'active';
}
