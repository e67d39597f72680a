import { verifyGuardPack } from '@gait/evidence';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { guardAnswer, guardText } from '../guard-answer.ts';
import { oneName } from '../one-name.ts';
import { withArtifact } from '../open-artifact.ts';
import { resolveVerification, VERIFY_FLAGS } from '../verify-flags.ts';

/** `guard verify`: is this evidence pack what it was when it was made. */
export const command = defineCommand({
  path: ['guard', 'verify'],
  explain: 'Checks a guard pack offline: its id, every file, nothing undeclared, its signatures.',
  flags: { path: textFlag({ value: 'FILE', help: 'guard pack' }), ...VERIFY_FLAGS },
  positionals: [{ name: 'pack', help: 'guard pack, instead of --path', optional: true }],
  positionalsAnyCount: true,
  example: 'gait guard verify evidence_pack.zip --public-key gait-out/keys/gait_public.key',
  notes: ['Exit status: 0 verified, 2 read and found false, 6 cannot be read.'],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const path = oneName(flags.path, positionals, '<evidence_pack.zip>');
    const verification = await resolveVerification(context, flags);
    return withArtifact(context, path, async (source) => {
      const report = await verifyGuardPack(source, verification);
      if (report.fault !== undefined) throw report.fault;
      return {
        exit: report.ok ? 0 : 2,
        json: guardAnswer(report, path),
        text: (paint) => guardText(report, path, paint),
      };
    });
  },
});
