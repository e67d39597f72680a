import { checkDelegationChain, type ChainVerdict, type Outcome } from '@gait/gate';
import type { Call, GateSetup } from './gate-setup.ts';
import { because, blocked, type Ruling } from './ruling.ts';

/** What came of the demand for a delegation. */
export interface DelegationStage {
  readonly ruling: Ruling;
  /** Undefined when no rule demanded one. */
  readonly chain: ChainVerdict | undefined;
}

/**
 * Delegation tokens, where a rule that matched demands them (gait-formats §4.7 step 9).
 * A chain that is not complete blocks.
 */
export async function judgeDelegation(
  setup: GateSetup,
  call: Call,
  outcome: Outcome,
  ruling: Ruling,
  now: bigint,
): Promise<DelegationStage> {
  if (!outcome.requireDelegation) return { ruling, chain: undefined };
  const { intent, intentDigest } = outcome.prepared;
  const chain = checkDelegationChain(intent.delegation, await call.delegations(), {
    profile: setup.profile,
    now,
    keys: await setup.delegationKeys(),
    scopes: outcome.requiredDelegationScopes,
    intentDigest,
    policyDigest: setup.policy.digest,
    revoked: await setup.revoked(),
  });
  const judged = chain.complete
    ? because(ruling, chain.reasonCodes)
    : blocked(ruling, chain.reasonCodes, chain.violations);
  return { ruling: judged, chain };
}
