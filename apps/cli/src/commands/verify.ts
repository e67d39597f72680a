import { verifyRunpack } from '@gait/evidence';
import { defineCommand, type Outcome } from '../command.ts';
import { withRun } from '../open-run.ts';
import { runpackAnswer, runpackText } from '../runpack-answer.ts';
import { resolveVerification, VERIFY_FLAGS } from '../verify-flags.ts';

/** `verify`: is this runpack what it was when it was recorded. */
export const command = defineCommand({
  path: ['verify'],
  explain: 'Checks a runpack offline: digests of its files, its records, its signatures.',
  flags: VERIFY_FLAGS,
  positionals: [{ name: 'run', help: 'run id or runpack' }],
  example: 'gait verify ./gait-out/runpack_run_demo.zip --public-key gait-out/keys/gait_public.key',
  notes: [
    'A run id is looked for in ./gait-out and ~/.gait/runpacks.',
    'Exit status: 0 verified, 2 read and found false, 6 cannot be read.',
  ],
  async run(context, { flags, positionals: [name = ''] }): Promise<Outcome> {
    const verification = await resolveVerification(context, flags);
    return withRun(context, name, async ({ source, shown }) => {
      const report = await verifyRunpack(source, verification);
      if (report.fault !== undefined) throw report.fault.at({ file: shown });
      const { requireSignature } = verification;
      return {
        exit: report.ok ? 0 : 2,
        json: runpackAnswer(report, shown, requireSignature, name),
        text: (paint) => runpackText(report, shown, requireSignature, name, paint),
      };
    });
  },
});
