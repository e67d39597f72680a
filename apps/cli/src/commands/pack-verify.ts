import { CodedError } from '@gait/canon';
import { verifyPack, type PackReport } from '@gait/evidence';
import { signatureText } from '../signature-text.ts';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { foundAnswer, foundLines } from '../found-lines.ts';
import { oneNameOf } from '../one-name-of.ts';
import { withArtifact } from '../open-artifact.ts';
import { packEnvelope, packIdentity, verifyAnswer } from '../pack-answer.ts';
import type { Paint } from '../paint.ts';
import { resolveVerification, VERIFY_FLAGS } from '../verify-flags.ts';

/** `pack verify`: is this pack what it was when it was built. */
export const command = defineCommand({
  path: ['pack', 'verify'],
  explain:
    'Checks a pack offline: its id, every file, proof records, payload, the run inside, signatures.',
  flags: { path: textFlag({ value: 'FILE', help: 'pack' }), ...VERIFY_FLAGS },
  positionals: [
    {
      name: 'pack',
      help: 'pack, instead of --path; a runpack or guard pack is accepted',
      optional: true,
    },
  ],
  positionalsAnyCount: true,
  errorJson: packEnvelope('verify'),
  example: 'gait pack verify pack.zip --public-key gait-out/keys/gait_public.key',
  notes: ['Exit status: 0 verified, 2 read and found false, 6 cannot be read.'],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const path = oneNameOf(flags.path, positionals, '<pack.zip>');
    const verification = await resolveVerification(context, flags);
    return withArtifact(context, path, async (source) => {
      const report = await verifyPack(source, verification);
      const { result } = report;
      if (report.fault !== undefined) throw report.fault;
      if (result === undefined)
        throw new CodedError('internal_failure', 'the pack was judged without a result');
      return {
        exit: report.ok ? 0 : 2,
        json: {
          ok: report.ok,
          ...packEnvelope('verify'),
          path,
          ...packIdentity(result),
          verify: verifyAnswer(result),
          ...foundAnswer(report),
        },
        text: (paint) => packText(report, path, paint),
      };
    });
  },
});

function packText(report: PackReport, path: string, paint: Paint): string[] {
  const { result } = report;
  const kind = result?.legacyType ?? 'pack';
  return [
    paint.verdict(report.ok, `${path} ${report.ok ? 'verifies' : 'does not verify'}`),
    ...paint.pairs({
      [kind]: result?.packId,
      type: result?.packType,
      source: result?.sourceRef,
      files: `${result?.filesChecked ?? 0} checked`,
      'proof records':
        result?.proofRecords === 0 ? 'none' : `${result?.proofRecords ?? 0} verified`,
      signature: signatureText(result?.signatureStatus, result?.signers ?? []),
    }),
    ...(result?.missingFiles ?? []).map((file) => paint.bad(`missing: ${file}`)),
    ...(result?.hashMismatches ?? []).map(({ path: file }) => paint.bad(`altered: ${file}`)),
    ...(result?.undeclaredFiles ?? []).map((file) => paint.bad(`undeclared: ${file}`)),
    ...(report.ok
      ? []
      : (result?.signatureErrors ?? []).map((error) => paint.bad(`signature: ${error}`))),
    ...foundLines(report, paint),
  ];
}
