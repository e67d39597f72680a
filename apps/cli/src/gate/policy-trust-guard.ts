import { statSync } from 'node:fs';
import { sha256Hex, trimSpace } from '@gait/canon';
import type { Guard } from '@gait/boundary';
import { policyTrust, type PolicyTrust } from '@gait/gate';
import {
  isThere,
  policyPlace,
  readTrustedPolicies,
  readWhole,
  trustedPoliciesPath,
} from '@gait/local';
import type { Context } from '../context.ts';
import { isOwnFile } from './config-authority.ts';
import type { GateSettings } from './gate-settings.ts';
import { configPlace } from './placed-config.ts';

/** Reason code and violation of a call under a policy that nobody trusted. */
const CODES: Readonly<Record<Exclude<PolicyTrust, 'trusted'>, string>> = {
  unknown: 'policy_untrusted',
  changed: 'policy_changed',
  config_changed: 'policy_config_changed',
};

const SAYS: Readonly<Record<Exclude<PolicyTrust, 'trusted'>, string>> = {
  unknown: 'the policy is not trusted',
  changed: 'the policy changed since it was trusted',
  config_changed:
    'the configuration of the project is not the one that was trusted with the policy',
};

/** SHA-256 of the configuration file that a gate here uses; `''`: none. */
export function configDigest(
  context: Context,
  flags: { readonly config: string; readonly 'no-config'?: boolean },
): string {
  const named = trimSpace(flags.config);
  if (flags['no-config'] === true || named === '') return '';
  const path = context.resolve(configPlace(context, named).path);
  return isThere(path) ? sha256Hex(readWhole(path)) : '';
}

/** Whether the policy counts, and what a person should do when it does not. */
export interface PolicyTrustGuard {
  readonly guard: Guard;
  readonly advice: string | undefined;
}

/**
 * Under `strict` the policy of a repository counts only as it was when its user trusted it:
 * whoever can write to the repository could else write himself a policy. The policy in the
 * user's own folder, or in `/etc/gait`, needs no trust, but the configuration of a repository
 * that it is used with does. Undefined in the other profiles.
 *
 * @param digest of the policy as it was read
 * @throws CodedError those of `readTrustedPolicies`: then nobody knows what is trusted
 */
export function policyTrustGuard(
  context: Context,
  { flags, policyPath, profile, configDigest: used }: GateSettings,
  digest: string,
): PolicyTrustGuard | undefined {
  if (profile !== 'strict') return undefined;
  const place = policyPlace(context.resolve(policyPath));
  const list = trustedPoliciesPath(context);
  const isOwn = isOwnFile(context, place);
  const ownConfig = used === '' || isOwnFile(context, context.resolve(trimSpace(flags.config)));
  if (isOwn && ownConfig) return undefined;
  const content = { digest, configDigest: ownConfig ? '' : used };
  let seen = '';
  let trust: PolicyTrust = 'unknown';
  const judge = (): PolicyTrust => {
    // A gate that runs for long learns of `gait trust` and `gait untrust`, without reading each time.
    const now = stampOf(list);
    if (now !== seen) {
      const found = policyTrust(readTrustedPolicies(context), place, content);
      trust = isOwn && found !== 'trusted' ? 'config_changed' : found;
    }
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
        : `${SAYS[found]}: read it, then run gait trust ${policyPath}`,
  };
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats === undefined ? 'none' : `${stats.ino}:${stats.mtimeNs}:${stats.size}`;
}
