import { isCodedError } from '@gait/canon';
import { parsePolicy, policyDigest, type TrustedPolicy } from '@gait/gate';
import { readTrustedPolicies, readWhole, trustedPoliciesPath } from '@gait/local';
import { defineCommand, type Outcome } from '../command.ts';

/** What has become of a policy since it was trusted. */
type Status = 'trusted' | 'changed' | 'missing' | 'unreadable';

/** `trust list`: the policies that count for this user. */
export const command = defineCommand({
  path: ['trust', 'list'],
  explain: 'Lists the policies that this user trusts and whether they are still the same.',
  flags: {},
  example: 'gait trust list --json',
  run(context): Outcome {
    const policies = readTrustedPolicies(context).map((policy) => ({
      ...policy,
      status: statusOf(policy),
    }));
    return {
      exit: 0,
      json: {
        ok: true,
        count: policies.length,
        policies,
        trusted_policies_path: trustedPoliciesPath(context),
      },
      text: (paint) =>
        policies.length === 0
          ? ['no policy is trusted; gait trust FILE trusts one']
          : paint.table(
              policies.map(
                ({ path, status, policy_digest: digest, trusted_by: by, trusted_at: at }) => [
                  status === 'trusted' ? paint.good(status) : paint.bad(status),
                  path,
                  digest.slice(0, 12),
                  by,
                  at,
                ],
              ),
            ),
    };
  },
});

function statusOf({ path, policy_digest: digest }: TrustedPolicy): Status {
  try {
    return policyDigest(parsePolicy(readWhole(path), { file: path })) === digest
      ? 'trusted'
      : 'changed';
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return error.code === 'file_missing' ? 'missing' : 'unreadable';
  }
}
