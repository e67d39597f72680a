import { compactJson, type Json } from '@gait/canon';
import { diffPacks, type PackDifference } from '@gait/evidence';
import { writeWhole } from '@gait/local';
import { refuseUnsafeOutputs } from '../check-output.ts';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { withArtifact } from '../open-artifact.ts';
import { diffAnswer, packEnvelope } from '../pack-answer.ts';
import { asInvalidInput } from '../pack-input-error.ts';
import type { Paint } from '../paint.ts';
import { unlessEmpty } from '../optional.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

const ENVELOPE = packEnvelope('diff');

/** `pack diff`: do two packs declare the same. */
export const command = defineCommand({
  path: ['pack', 'diff'],
  explain: 'Compares the files that two packs declare, and the context of two runs.',
  flags: {
    output: textFlag({ value: 'FILE', help: 'write the difference here as well' }),
    profile: READ_PROFILE_FLAG,
  },
  positionals: [
    { name: 'left', help: 'pack or runpack' },
    { name: 'right', help: 'pack or runpack' },
  ],
  errorJson: ENVELOPE,
  example: 'gait pack diff before.zip after.zip --json',
  notes: ['Exit status: 0 the same, 2 different. Nothing is verified.'],
  async run(context, { flags, positionals: [left = '', right = ''] }): Promise<Outcome> {
    const profile = parseProfile(flags.profile);
    const inputs = [left.trim(), right.trim()];
    refuseUnsafeOutputs(context, [{ path: flags.output.trim(), kind: 'other' }], inputs);
    return asInvalidInput(ENVELOPE, () =>
      withArtifact(context, left.trim(), (a) =>
        withArtifact(context, right.trim(), (b) => {
          const difference = diffPacks(a, b, { profile });
          const answer = diffAnswer(difference);
          const output = flags.output.trim();
          if (output !== '') writeWhole(context.resolve(output), compactJson(plainJson(answer)));
          return {
            exit: difference.changed ? 2 : 0,
            json: {
              ok: !difference.changed,
              ...ENVELOPE,
              path: unlessEmpty(output),
              diff: { Result: answer },
            },
            text: (paint) => diffText(difference, paint),
          };
        }),
      ),
    );
  },
});

/** Without the members that are undefined. */
function plainJson(answer: object): Json {
  return JSON.parse(JSON.stringify(answer)) as Json;
}

function diffText(difference: PackDifference, paint: Paint): string[] {
  return [
    paint.verdict(
      !difference.changed,
      `the packs are ${difference.changed ? 'different' : 'the same'}`,
    ),
    ...paint.pairs({
      left: `${difference.leftPackType} ${difference.leftPackId}`,
      right: `${difference.rightPackType} ${difference.rightPackId}`,
      manifest: difference.manifestDelta ? 'changed' : 'same',
      context: difference.contextDrift,
    }),
    ...difference.addedFiles.map((file) => paint.good(`+ ${file}`)),
    ...difference.removedFiles.map((file) => paint.bad(`- ${file}`)),
    ...difference.changedFiles.map((file) => paint.warn(`~ ${file}`)),
  ];
}
