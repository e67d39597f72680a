import { basename, dirname, join } from 'node:path';
import { CodedError } from '@gait/canon';
import {
  bytesSource,
  migrateRunpack,
  openZip,
  readEntry,
  readRunpack,
  recordRun,
  VERIFY_LIMITS,
  type ByteSource,
  type Runpack,
} from '@gait/evidence';
import { cleanPath } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { oneName } from '../one-name.ts';
import { withRun } from '../open-run.ts';
import { recordDefaults } from '../record-defaults.ts';
import { storeRun } from '../store-run.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

/** `migrate`: an artifact in the form that this version writes. */
export const command = defineCommand({
  path: ['migrate'],
  explain: 'Writes a runpack anew in the current form; signatures do not survive.',
  flags: {
    input: textFlag({ value: 'RUN', help: 'run id or runpack' }),
    out: textFlag({
      value: 'FILE',
      help: 'new runpack; default runpack_<run_id>_migrated.zip beside the input',
    }),
    target: textFlag({
      default: 'v1',
      value: 'NAME',
      help: 'generation of the formats; v1 is the only one',
    }),
    profile: READ_PROFILE_FLAG,
  },
  positionals: [{ name: 'run', help: 'run id or runpack, instead of --input', optional: true }],
  positionalsAnyCount: true,
  example: 'gait migrate run_x --out migrated.zip',
  async run(context, { flags, positionals }): Promise<Outcome> {
    if (flags.target.trim() !== 'v1') {
      throw new CodedError(
        'migrate_target_unknown',
        `unknown --target ${JSON.stringify(flags.target)}`,
        {
          hint: 'v1 is the only generation',
          where: { field: '--target' },
        },
      );
    }
    const name = oneName(flags.input, positionals, '--input <artifact_path|run_id>');
    return withRun(context, name, async ({ source, shown }) => {
      refuseOther(shown);
      const runpack = readRunpack(source, { profile: parseProfile(flags.profile) });
      const { run_id: runId } = runpack.run;
      const output = flags.out.trim() === '' ? defaultOutput(shown, runId) : flags.out;
      if (cleanPath(output) === cleanPath(shown)) {
        throw new CodedError('path_unsafe', '--out names the input', {
          hint: 'choose another file',
          where: { file: output },
        });
      }
      const recorded = recordRun(migrateRunpack(runpack), recordDefaults(context));
      const warnings = droppedSignatures(runpack);
      await storeRun(context, output, recorded, [shown]);
      for (const warning of warnings) context.warn(`warning: ${warning}`);
      const status = sameEntries(source, bytesSource(recorded.zip)) ? 'no_change' : 'migrated';
      return {
        exit: 0,
        json: {
          ok: true,
          input: shown,
          output,
          artifact: 'runpack',
          status,
          run_id: runId === '' ? undefined : runId,
          warnings: warnings.length === 0 ? undefined : warnings,
        },
        text: (paint) => [
          paint.verdict(true, status === 'no_change' ? 'already in the current form' : 'migrated'),
          ...paint.pairs({
            from: shown,
            to: output,
            signature: warnings.length === 0 ? undefined : 'dropped',
          }),
        ],
      };
    });
  },
});

/** A signature covers the old bytes: the new file has none, and nobody should find out by chance. */
function droppedSignatures({ manifest }: Runpack): readonly string[] {
  const count = (manifest.signatures ?? []).length;
  if (count === 0) return [];
  const what = count === 1 ? 'the signature' : `the ${count} signatures`;
  return [
    `${what} of the input did not come along; keep the input, or record the run again with a key`,
  ];
}

function refuseOther(path: string): void {
  if (path.toLowerCase().endsWith('.zip')) return;
  throw new CodedError('migrate_unsupported', 'only runpacks can be migrated', {
    hint: 'name a runpack, a file that ends in .zip',
    where: { file: path },
  });
}

function defaultOutput(input: string, runId: string): string {
  const stem = runId.trim() === '' ? basename(input).replace(/\.[^.]*$/, '') : `runpack_${runId}`;
  return join(dirname(input), `${stem}_migrated.zip`);
}

/** Compares what is in the containers: how they are packed is no change. */
function sameEntries(left: ByteSource, right: ByteSource): boolean {
  const [a, b] = [openZip(left, VERIFY_LIMITS), openZip(right, VERIFY_LIMITS)];
  if (a.entries.length !== b.entries.length) return false;
  return a.entries.every((entry) => {
    const other = b.find(entry.name);
    return other !== undefined && Buffer.from(readEntry(a, entry)).equals(readEntry(b, other));
  });
}
