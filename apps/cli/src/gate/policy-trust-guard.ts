import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Guard } from '@gait/boundary';
import { policyTrust, type PolicyTrust } from '@gait/gate';
import { policyPlace, readTrustedPolicies, trustedPoliciesPath } from '@gait/local';
import type { Context } from '../context.ts';
import type { GateSettings } from './gate-settings.ts';

/** Reason code and violation of a call under a policy that nobody trusted. */
const CODES: Readonly<Record<Exclude<PolicyTrust, 'trusted'>, string>> = {
  unknown: 'policy_untrusted',
  changed: 'policy_changed',
};

/** Whether the policy counts, and what a person should do when it does not. */
export interface PolicyTrustGuard {
  readonly guard: Guard;
  readonly advice: string | undefined;
}

/**
 * Under `strict` the policy of a repository counts only as it was when its user trusted it:
 * whoever can write to the repository could else write himself a policy. The policy in the
 * user's own folder needs no trust. Undefined in the other profiles.
 *
 * @param digest of the policy as it was read
 * @throws CodedError those of `readTrustedPolicies`: then nobody knows what is trusted
 */
export function policyTrustGuard(
  context: Context,
  { policyPath, profile }: GateSettings,
  digest: string,
): PolicyTrustGuard | undefined {
  if (profile !== 'strict') return undefined;
  const place = policyPlace(context.resolve(policyPath));
  const list = trustedPoliciesPath(context);
  if (dirname(place) === policyPlace(dirname(list))) return undefined;
  let seen = '';
  let trust: PolicyTrust = 'unknown';
  const judge = (): PolicyTrust => {
    // A gate that runs for long learns of `gait trust` and `gait untrust`, without reading each time.
    const now = stampOf(list);
    if (now !== seen) trust = policyTrust(readTrustedPolicies(context), place, digest);
    seen = now;
    return trust;
  };
  const found = judge();
  return {
    guard: {
      name: 'policy_trust',
      judge: () => {
        const state = judge();
        const codes = state === 'trusted' ? [] : [CODES[state]];
        return { reasonCodes: codes, violations: codes };
      },
    },
    advice:
      found === 'trusted'
        ? undefined
        : `the policy ${found === 'changed' ? 'changed since it was trusted' : 'is not trusted'}: read it, then run gait trust ${policyPath}`,
  };
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? 'none' : `${stats.ino}:${stats.mtimeNs}:${stats.size}`;
}
