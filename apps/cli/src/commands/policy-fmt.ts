import { statSync } from 'node:fs';
import { formatPolicy, parsePolicy, policyDigest, shortenPolicy } from '@gait/gate';
import { readWhole, writeWhole } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import { onePolicy } from './policy-validate.ts';

/** `policy fmt`: the policy in its one written form. */
export const command = defineCommand({
  path: ['policy', 'fmt'],
  explain: 'Prints a policy in its normal form, every field written out, or writes it back.',
  flags: {
    write: boolFlag({ help: 'write the form back to the file; without --short comments are lost' }),
    short: boolFlag({ help: 'only the fields that are set, with the comments' }),
  },
  positionals: [{ name: 'policy.yaml', help: 'policy to format', optional: true }],
  positionalsAnyCount: true,
  example: 'gait policy fmt .gait.yaml',
  run(context, { flags, positionals }): Outcome {
    if (flags.write) assertPerson(context);
    const path = onePolicy(positionals);
    const file = context.resolve(path);
    const bytes = readWhole(file);
    const policy = parsePolicy(bytes, { file: path });
    const form = flags.short ? shortenPolicy : formatPolicy;
    const { formatted, changed } = form(bytes, { file: path });
    const written = flags.write && changed;
    if (written) writeWhole(file, formatted, { mode: statSync(file).mode & 0o777 });
    const { rules } = policy;
    return {
      exit: 0,
      json: {
        ok: true,
        path,
        written: written ? true : undefined,
        changed: changed ? true : undefined,
        policy_digest: policyDigest(policy),
        default_verdict: policy.default_verdict,
        rule_count: rules.length === 0 ? undefined : rules.length,
        formatted: flags.write ? undefined : formatted,
      },
      text: (paint) =>
        flags.write
          ? [paint.verdict(true, written ? `formatted ${path}` : `${path} needs no change`)]
          : formatted.trimEnd().split('\n'),
    };
  },
});
