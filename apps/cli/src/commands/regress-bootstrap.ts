import { addFixture, findSource } from '@gait/local';
import { defineCommand } from '../command.ts';
import { fixtureAnswer, fixtureText, requireFrom } from '../regress/fixture-answer.ts';
import { FIXTURE_FLAGS } from '../regress/fixture-flags.ts';
import { ignoredWarnings } from '../regress/ignored-fixture.ts';
import { runSuiteFiles } from '../regress/run-suite-files.ts';
import { REGRESSED, suiteAnswer } from '../regress/suite-answer.ts';
import { checkSuiteFlags, SUITE_FLAGS } from '../regress/suite-flags.ts';
import { suiteText } from '../regress/suite-text.ts';
import { parseProfile } from '../parse-profile.ts';

/** `regress bootstrap`: `regress init`, then `regress run`. */
export const command = defineCommand({
  path: ['regress', 'bootstrap'],
  explain: 'Makes a regression fixture from a recorded run and runs the whole suite once.',
  flags: { ...FIXTURE_FLAGS, ...SUITE_FLAGS },
  flagsAfterPositionals: false,
  example: 'gait regress bootstrap --from run_demo --junit gait-out/junit.xml --json',
  notes: [
    'Exit status: 0 all graders pass, 5 a grader fails, 6 the run or the suite cannot be read.',
    'Without --exec the new fixture is vacuous: it is compared with itself.',
  ],
  async run(context, { flags, given }) {
    requireFrom(flags.from);
    checkSuiteFlags(flags, given);
    const source = findSource(flags.from, flags.checkpoint, context);
    const profile = parseProfile(flags.profile);
    const added = await addFixture({ folder: context.cwd, source, name: flags.name, profile });
    const warnings = ignoredWarnings(context, added);
    const regression = await runSuiteFiles(context, flags);
    return {
      exit: regression.run.result.status === 'pass' ? 0 : REGRESSED,
      json: { ...suiteAnswer(regression, flags.config), ...fixtureAnswer(added, warnings) },
      text: (paint) => [
        ...fixtureText(added, paint, warnings),
        '',
        ...suiteText(regression, paint),
      ],
    };
  },
});
