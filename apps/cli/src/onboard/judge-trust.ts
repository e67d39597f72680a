import { dirname } from 'node:path';
import { isCodedError } from '@gait/canon';
import { policyTrust, type PolicyTrust } from '@gait/gate';
import { policyPlace, PROJECT_CONFIG, readTrustedPolicies, trustedPoliciesPath } from '@gait/local';
import type { Context } from '../context.ts';
import { configDigest } from '../gate/policy-trust-guard.ts';

const SAYS: Readonly<Record<Exclude<PolicyTrust, 'trusted'>, string>> = {
  unknown: 'nobody has trusted the policy yet',
  changed: 'the policy changed since somebody trusted it',
  config_changed: `${PROJECT_CONFIG} changed since somebody trusted the policy with it`,
};

/**
 * Why a policy does not count yet under `strict`; undefined when it does.
 *
 * @param file absolute path of the policy
 * @param digest its digest
 */
export function judgeTrust(context: Context, file: string, digest: string): string | undefined {
  const place = policyPlace(file);
  // The user's own folder needs no trust.
  if (dirname(place) === policyPlace(dirname(trustedPoliciesPath(context)))) return undefined;
  try {
    const content = { digest, configDigest: configDigest(context, { config: PROJECT_CONFIG }) };
    const answer = policyTrust(readTrustedPolicies(context), place, content);
    return answer === 'trusted' ? undefined : SAYS[answer];
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return error.message;
  }
}
