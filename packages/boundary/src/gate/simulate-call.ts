import { CodedError } from '@gait/canon';
import type { Verdict } from '@gait/gate';
import type { Call, GateSetup } from './gate-setup.ts';
import { because, type Ruling } from './ruling.ts';

/** What a simulated call would have met. */
export interface Simulated {
  readonly verdict: Verdict;
  readonly reasonCodes: readonly string[];
  readonly wouldHaveBlocked: boolean;
}

/**
 * The trace of a simulated call says `allow`, as in the reference, whatever the call would have
 * met. Where traces are permissions there must be none of these. Error: `profile_requirement`.
 */
export function refuseSimulation({ profile }: GateSetup): void {
  if (profile !== 'strict' && profile !== 'oss-prod') return;
  throw new CodedError('profile_requirement', `profile ${profile} does not simulate calls`, {
    hint: 'leave simulate out, or ask a gate of profile standard what would be',
  });
}

/** The ruling that is recorded of a call, and for a simulated one what it would have been. */
export function simulate(
  call: Call,
  ruling: Ruling,
): { readonly ruling: Ruling; readonly simulated: Simulated | undefined } {
  if (!call.simulate) return { ruling, simulated: undefined };
  const { verdict, reasonCodes } = ruling;
  const wouldHaveBlocked = verdict === 'block' || verdict === 'require_approval';
  const marked = because(ruling, ['simulate_mode_non_enforcing']);
  return {
    simulated: { verdict, reasonCodes, wouldHaveBlocked },
    ruling: wouldHaveBlocked
      ? {
          ...because(marked, [`simulated_${verdict}`]),
          verdict: 'allow',
          violations: [],
        }
      : marked,
  };
}

/** True when the call was allowed, and not only in a simulation. */
export function mayRun(ruling: Ruling, simulated: Simulated | undefined): boolean {
  return ruling.verdict === 'allow' && simulated === undefined;
}
