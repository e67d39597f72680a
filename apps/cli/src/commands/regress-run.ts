import { boolFlag, defineCommand, textFlag } from '../command.ts';
import { runSuiteFiles } from '../regress/run-suite-files.ts';
import { REGRESSED, suiteAnswer } from '../regress/suite-answer.ts';
import { checkSuiteFlags, SUITE_FLAGS } from '../regress/suite-flags.ts';
import { suiteText } from '../regress/suite-text.ts';

/** `regress run`: do the fixtures still hold. */
export const command = defineCommand({
  path: ['regress', 'run'],
  flagsAfterPositionals: false,
  explain:
    'Compares recorded runs with their candidates, or with runs the agent makes anew, and fails when they part.',
  flags: {
    ...SUITE_FLAGS,
    filter: textFlag({
      value: 'TEXT',
      help: 'only fixtures whose name contains this; with * or ? the whole name must match',
    }),
    update: boolFlag({
      help: 'take the candidates of failing fixtures for their recorded runs, and show what changes',
    }),
  },
  example: "gait regress run --exec 'node agent.js' --junit gait-out/junit.xml --json",
  notes: [
    'Exit status: 0 all graders pass, 5 a grader fails, 6 the suite cannot be read.',
    'The command of --exec runs in a clean working copy of its own, with GAIT_FIXTURE (a copy of the',
    "fixture's folder), GAIT_FIXTURE_NAME, GAIT_FIXTURE_RUN_ID and GAIT_RUNPACK_OUT (the file to write).",
    'A fixture without candidate and without --exec is vacuous: it is compared with itself.',
  ],
  async run(context, { flags, given }) {
    checkSuiteFlags(flags, given);
    const regression = await runSuiteFiles(context, flags, flags);
    const { result } = regression.run;
    return {
      exit: result.status === 'pass' ? 0 : REGRESSED,
      json: {
        ...suiteAnswer(regression, flags.config),
        fixture_set: result.fixture_set,
        graders: result.graders.length,
      },
      text: (paint) => suiteText(regression, paint),
    };
  },
});
