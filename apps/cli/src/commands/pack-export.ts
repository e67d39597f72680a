import { CodedError } from '@gait/canon';
import { exportPack, otelLines, postgresSql } from '@gait/evidence';
import { appendLines, APPEND_LOCK, withLockSync, writeWhole } from '@gait/local';
import { refuseUnsafeOutputs } from '../check-output.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { oneNameOf } from '../one-name-of.ts';
import { withArtifact } from '../open-artifact.ts';
import { unlessEmpty } from '../optional.ts';
import { exportAnswer, packEnvelope, packIdentity } from '../pack-answer.ts';
import { parseProfile } from '../parse-profile.ts';
import { READ_PROFILE_FLAG } from '../verify-flags.ts';

/** `pack export`: a verified pack as telemetry lines and as a row of an index. */
export const command = defineCommand({
  path: ['pack', 'export'],
  explain:
    'Verifies a pack and writes its metrics as OpenTelemetry-style lines or as SQL for an index.',
  flags: {
    path: textFlag({ value: 'FILE', help: 'pack' }),
    'otel-out': textFlag({ value: 'FILE', help: 'append telemetry lines here' }),
    'postgres-sql-out': textFlag({ value: 'FILE', help: 'write SQL here' }),
    'postgres-table': textFlag({
      default: 'gait_pack_index',
      value: 'TABLE',
      help: 'table, or schema.table',
    }),
    'postgres-include-ddl': boolFlag({ default: true, help: 'create table and indexes first' }),
    profile: READ_PROFILE_FLAG,
  },
  positionals: [{ name: 'pack', help: 'pack or runpack, instead of --path', optional: true }],
  positionalsAnyCount: true,
  errorJson: packEnvelope('export'),
  example: 'gait pack export pack.zip --otel-out otel.jsonl --postgres-sql-out index.sql',
  async run(context, { flags, positionals }): Promise<Outcome> {
    const path = oneNameOf(flags.path, positionals, '<pack.zip>');
    const otel = flags['otel-out'].trim();
    const postgres = flags['postgres-sql-out'].trim();
    if (otel === '' && postgres === '') {
      throw new CodedError(
        'invalid_input',
        'an output is required: --otel-out or --postgres-sql-out',
        {
          hint: 'name at least one file to write',
        },
      );
    }
    refuseUnsafeOutputs(
      context,
      [
        { path: otel, kind: 'other' },
        { path: postgres, kind: 'other' },
      ],
      [path],
    );
    const profile = parseProfile(flags.profile);
    return withArtifact(context, path, async (source) => {
      const record = await exportPack(source, { profile });
      // Both texts exist before either file is touched.
      const sql = postgresSql(record, {
        table: flags['postgres-table'],
        includeDdl: flags['postgres-include-ddl'],
      });
      const lines = otelLines(record);
      if (otel !== '') {
        const target = context.resolve(otel);
        withLockSync(target, () => appendLines(target, lines), APPEND_LOCK);
      }
      if (postgres !== '') writeWhole(context.resolve(postgres), sql);
      return {
        exit: 0,
        json: {
          ok: true,
          ...packEnvelope('export'),
          path,
          ...packIdentity(record),
          otel_path: unlessEmpty(otel),
          postgres_sql_path: unlessEmpty(postgres),
          export: exportAnswer(record),
        },
        text: (paint) => [
          paint.verdict(true, `exported ${record.packType} pack ${record.packId}`),
          ...paint.pairs({
            calls: record.metrics.toolCalls,
            succeeded: record.metrics.succeeded,
            telemetry: unlessEmpty(otel),
            sql: unlessEmpty(postgres),
          }),
        ],
      };
    });
  },
});
