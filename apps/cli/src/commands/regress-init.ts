import { addFixture, findSource } from '@gait/local';
import { defineCommand } from '../command.ts';
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

/** `regress init`: a fixture from a recorded run. */
export const command = defineCommand({
  path: ['regress', 'init'],
  explain: 'Makes a regression fixture from a recorded run and lists it in gait.yaml.',
  flags: FIXTURE_FLAGS,
  flagsAfterPositionals: false,
  example: 'gait regress init --from run_demo',
  async run(context, { flags }) {
    requireFrom(flags.from);
    const source = findSource(flags.from, flags.checkpoint, context);
    const profile = parseProfile(flags.profile);
    const added = await addFixture({ folder: context.cwd, source, name: flags.name, profile });
    const warnings = ignoredWarnings(context, added);
    return {
      json: { ok: true, ...fixtureAnswer(added, warnings), next_commands: NEXT_COMMANDS },
      text: (paint) => [...fixtureText(added, paint, warnings), ...nextLines(paint)],
    };
  },
});
