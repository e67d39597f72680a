import { isCodedError } from '@gait/canon';
import { policyTrust } from '@gait/gate';
import { policyPlace, readTrustedPolicies } from '@gait/local';
import type { Context } from '../context.ts';

/**
 * Why a policy does not count yet; undefined when it does.
 *
 * @param file absolute path of the policy
 * @param digest its digest
 */
export function judgeTrust(context: Context, file: string, digest: string): string | undefined {
  try {
    const answer = policyTrust(readTrustedPolicies(context), policyPlace(file), digest);
    if (answer === 'trusted') return undefined;
    if (answer === 'changed') return 'the policy changed since somebody trusted it';
    return 'nobody has trusted the policy yet';
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return error.message;
  }
}
