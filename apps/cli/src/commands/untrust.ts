import { CodedError } from '@gait/canon';
import { untrustPolicy } from '@gait/gate';
import { changeTrustedPolicies, policyPlace, readTrustedPolicies } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { defineCommand, type Outcome } from '../command.ts';

/** `untrust`: takes a policy off the list of those that count. */
export const command = defineCommand({
  path: ['untrust'],
  explain: 'Takes back the trust in a policy; the file need not exist any more.',
  flags: {},
  positionals: [{ name: 'policy', help: 'policy file' }],
  example: 'gait untrust .gait.yaml',
  run(context, { positionals }): Outcome {
    assertPerson(context);
    const [file] = positionals as [string];
    const place = policyPlace(context.resolve(file));
    // Looked at first: taking back nothing makes no files.
    if (!readTrustedPolicies(context).some(({ path }) => path === place)) {
      throw new CodedError('policy_not_trusted', `no policy is trusted at ${place}`, {
        hint: 'gait trust list shows those that are',
        where: { file },
      });
    }
    const list = changeTrustedPolicies(context, (policies) => untrustPolicy(policies, place));
    return {
      exit: 0,
      json: { ok: true, path: place, trusted_policies_path: list },
      text: (paint) => [
        paint.verdict(true, 'policy no longer trusted'),
        ...paint.pairs({ policy: place }),
      ],
    };
  },
});
