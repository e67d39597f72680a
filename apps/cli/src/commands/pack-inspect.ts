import { inspectPack, type PackInspection } from '@gait/evidence';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { oneNameOf } from '../one-name-of.ts';
import { withArtifact } from '../open-artifact.ts';
import { inspectAnswer, packEnvelope, packIdentity } from '../pack-answer.ts';
import { asInvalidInput } from '../pack-input-error.ts';
import type { Paint } from '../paint.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

const ENVELOPE = packEnvelope('inspect');

/** `pack inspect`: what does this pack say. */
export const command = defineCommand({
  path: ['pack', 'inspect'],
  explain: 'Shows what a pack says about itself, without verifying it.',
  flags: { path: textFlag({ value: 'FILE', help: 'pack' }), profile: READ_PROFILE_FLAG },
  positionals: [{ name: 'pack', help: 'pack or runpack, instead of --path', optional: true }],
  positionalsAnyCount: true,
  errorJson: ENVELOPE,
  example: 'gait pack inspect pack.zip --json',
  notes: ['Nothing is verified: use `gait pack verify` first.'],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const path = oneNameOf(flags.path, positionals, '<pack.zip>');
    const profile = parseProfile(flags.profile);
    return asInvalidInput(ENVELOPE, () =>
      withArtifact(context, path, (source) => {
        const pack = inspectPack(source, { profile });
        return {
          exit: 0,
          json: {
            ok: true,
            ...ENVELOPE,
            path,
            ...packIdentity(pack),
            inspect: inspectAnswer(pack),
          },
          text: (paint) => inspectText(pack, path, paint),
        };
      }),
    );
  },
});

function inspectText(pack: PackInspection, path: string, paint: Paint): string[] {
  const { manifest, runLineage, jobLineage, jobPayload, callPayload, bundle } = pack;
  return [
    paint.bold(`${path} says (not verified)`),
    ...paint.pairs({
      pack: pack.packId,
      type: pack.packType,
      source: pack.sourceRef,
      producer: manifest?.producer_version,
      signatures: manifest?.signatures?.length,
      intents: runLineage?.intentResults.length,
      receipts: runLineage?.receiptCount,
      status: jobPayload?.status,
      events: jobLineage?.eventCount ?? callPayload?.event_count,
      outcome: bundle?.outcome_status === '' ? undefined : bundle?.outcome_status,
    }),
    ...paint.table(
      (manifest?.contents ?? []).map(({ path: file, type, sha256 }) => [
        `  ${file}`,
        type,
        paint.dim(sha256.slice(0, 16)),
      ]),
    ),
    ...paint.table(
      (runLineage?.intentResults ?? []).map(({ intentId, toolName, status }) => [
        `  ${intentId}`,
        toolName,
        status,
      ]),
    ),
    ...paint.table(
      (jobLineage?.checkpointRefs ?? []).map(({ checkpointId, type, reasonCode }) => [
        `  ${checkpointId}`,
        type,
        reasonCode,
      ]),
    ),
  ];
}
