import { isCodedError } from '@gait/canon';
import { policyTrust, type PolicyTrust } from '@gait/gate';
import { policyPlace, PROJECT_CONFIG, readTrustedPolicies } from '@gait/local';
import type { Context } from '../context.ts';
import { isOwnFile } from '../gate/config-authority.ts';
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
  try {
    const config = configDigest(context, { config: PROJECT_CONFIG });
    // The user's own policy needs no trust, the configuration of a repository with it does.
    const isOwn = isOwnFile(context, place);
    if (isOwn && config === '') return undefined;
    const content = { digest, configDigest: config };
    const answer = policyTrust(readTrustedPolicies(context), place, content);
    if (answer === 'trusted') return undefined;
    return SAYS[isOwn ? 'config_changed' : answer];
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return error.message;
  }
}
