import { CodedError } from '@gait/canon';
import { untrustPolicy } from '@gait/gate';
import { changeTrustedPolicies, policyPlace } from '@gait/local';
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
    const list = changeTrustedPolicies(context, (policies) => {
      const rest = untrustPolicy(policies, place);
      if (rest.length < policies.length) return rest;
      throw new CodedError('policy_not_trusted', `no policy is trusted at ${place}`, {
        hint: 'gait trust list shows those that are',
        where: { file },
      });
    });
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
