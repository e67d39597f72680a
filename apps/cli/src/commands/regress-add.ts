import { isCodedError } from '@gait/canon';
import { addFixture, findReceiptSource } from '@gait/local';
import { defineCommand, type Outcome } from '../command.ts';
import {
  fixtureAnswer,
  fixtureText,
  NEXT_COMMANDS,
  nextLines,
  requireFrom,
} from '../regress/fixture-answer.ts';
import { FIXTURE_FLAGS } from '../regress/fixture-flags.ts';
import { ignoredWarnings } from '../regress/ignored-fixture.ts';
import { parseProfile } from '../parse-profile.ts';

/** `regress add`: as `regress init`, also from a capture receipt. */
export const command = defineCommand({
  path: ['regress', 'add'],
  explain: 'Makes a regression fixture from a capture receipt, a recorded run or a session chain.',
  flags: FIXTURE_FLAGS,
  flagsAfterPositionals: false,
  example: 'gait regress add --from gait-out/capture.json',
  notes: ['--from may also name a receipt that gait capture wrote.'],
  async run(context, { flags, given }): Promise<Outcome> {
    requireFrom(flags.from);
    const label = flags.from.trim();
    const checkpoint = { text: flags.checkpoint, given: given.has('checkpoint') };
    const profile = parseProfile(flags.profile);
    try {
      const source = findReceiptSource(label, checkpoint, context, profile);
      const added = await addFixture({ folder: context.cwd, source, name: flags.name, profile });
      const warnings = ignoredWarnings(context, added);
      return {
        json: {
          ok: true,
          source: label,
          ...fixtureAnswer(added, warnings),
          next_commands: NEXT_COMMANDS,
        },
        text: (paint) => [...fixtureText(added, paint, warnings), ...nextLines(paint)],
      };
    } catch (error) {
      // The reference names the source beside the error as well.
      if (isCodedError(error)) return { json: { source: label }, error };
      throw error;
    }
  },
});
