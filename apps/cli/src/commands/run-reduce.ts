import { dirname, join } from 'node:path';
import {
  bytesSource,
  encodeReduceReport,
  parseReducePredicate,
  readRunpack,
  recordRun,
  reduceRunpack,
  reportReduction,
} from '@gait/evidence';
import { writeWhole } from '@gait/local';
import { refuseUnsafeOutputs } from '../check-output.ts';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { oneName } from '../one-name.ts';
import { withRun } from '../open-run.ts';
import { recordDefaults } from '../record-defaults.ts';
import { storeRun } from '../store-run.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

/** `run reduce`: the smallest run that still shows the failure. */
export const command = defineCommand({
  path: ['run', 'reduce'],
  explain: 'Cuts a run down to the one call that shows a failure.',
  flags: {
    from: textFlag({ value: 'RUN', help: 'run id or runpack' }),
    predicate: textFlag({
      default: 'missing_result',
      value: 'NAME',
      help: 'missing_result or non_ok_status',
    }),
    out: textFlag({ value: 'FILE', help: 'reduced runpack; default beside the input' }),
    'report-out': textFlag({ value: 'FILE', help: 'report; default beside the reduced runpack' }),
    profile: READ_PROFILE_FLAG,
  },
  positionals: [{ name: 'run', help: 'run id or runpack, instead of --from', optional: true }],
  positionalsAnyCount: true,
  example: 'gait run reduce --from run_x --predicate non_ok_status --out reduced.zip',
  async run(context, { flags, positionals }): Promise<Outcome> {
    const name = oneName(flags.from, positionals, '--from <run_id|path>');
    const predicate = parseReducePredicate(flags.predicate);
    return withRun(context, name, async ({ source, shown }) => {
      const original = readRunpack(source, { profile: parseProfile(flags.profile) });
      const reduced = reduceRunpack(original, predicate);
      const recorded = recordRun(reduced.input, recordDefaults(context));
      const report = reportReduction(
        original,
        readRunpack(bytesSource(recorded.zip)),
        reduced,
        predicate,
      );
      const fileName = `runpack_${original.run.run_id}_reduced_${predicate}.zip`;
      const output = flags.out.trim() === '' ? join(dirname(shown), fileName) : flags.out.trim();
      const reportPath =
        flags['report-out'] === '' ? `${output}.reduce_report.json` : flags['report-out'];
      const outputs = [
        { path: output, kind: 'runpack' },
        { path: reportPath, kind: 'other' },
      ] as const;
      refuseUnsafeOutputs(context, outputs, [shown]);
      await storeRun(context, output, recorded);
      writeWhole(context.resolve(reportPath), encodeReduceReport(report));
      return {
        exit: 0,
        json: {
          ok: true,
          input: shown,
          output,
          report_path: reportPath,
          run_id: original.run.run_id,
          reduced_run_id: reduced.reducedRunId,
          predicate,
          report,
        },
        text: (paint) => [
          paint.verdict(
            true,
            `kept intent ${reduced.selectedIntentId} of ${original.intents.length}`,
          ),
          ...paint.pairs({ run: reduced.reducedRunId, runpack: output, report: reportPath }),
        ],
      };
    });
  },
});
