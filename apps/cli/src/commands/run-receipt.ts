import { CodedError } from '@gait/canon';
import { formatTicketFooter, parseTicketFooter, verifyRunpack } from '@gait/evidence';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { oneName } from '../one-name.ts';
import { withRun } from '../open-run.ts';

/** `run receipt`: the line for a ticket. */
export const command = defineCommand({
  path: ['run', 'receipt'],
  explain: 'Prints the line that names a run in a ticket and says how to check it.',
  flags: { from: textFlag({ value: 'RUN', help: 'run id or runpack' }) },
  positionals: [{ name: 'run', help: 'run id or runpack, instead of --from', optional: true }],
  positionalsAnyCount: true,
  example: 'gait run receipt --from run_demo',
  async run(context, { flags, positionals }): Promise<Outcome> {
    return withRun(
      context,
      oneName(flags.from, positionals, '--from <run_id|path>'),
      async ({ source, shown }) => {
        const report = await verifyRunpack(source, { profile: 'standard' });
        if (report.fault !== undefined) throw report.fault.at({ file: shown });
        if (!report.ok) {
          throw new CodedError('runpack_unverified', 'the runpack does not verify', {
            hint: 'run `gait verify` on it to see what is wrong',
            where: { file: shown },
          });
        }
        const { runId, manifestDigest } = report;
        const footer = formatTicketFooter({ runId, manifestDigest });
        if (parseTicketFooter(footer) === undefined) {
          // Exit status 1 as in the reference, whatever the code says.
          const error = new CodedError(
            'run_id_unsafe',
            `run id ${JSON.stringify(runId)} does not fit into a ticket footer`,
            {
              hint: 'record runs under ids of letters, digits, `_` and `-`',
              where: { file: shown },
            },
          );
          return { exit: 1, json: {}, error };
        }
        return {
          exit: 0,
          json: {
            ok: true,
            run_id: runId,
            path: shown,
            manifest_digest: manifestDigest,
            ticket_footer: footer,
          },
          text: () => [footer],
        };
      },
    );
  },
});
