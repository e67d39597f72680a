import { CodedError } from '@gait/canon';
import { verifyTrace } from '@gait/evidence';
import { readWhole } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { CHECKING_FLAGS, loadTrusted } from '../key-flags.ts';
import { oneName } from '../one-name.ts';
import { traceAnswer, traceText } from '../trace-answer.ts';
import { parseProfile } from '../parse-profile.ts';
import { VERIFY_FLAGS } from '../verify-flags.ts';

/** `trace verify`: was this decision signed by that key. */
export const command = defineCommand({
  path: ['trace', 'verify'],
  explain: 'Checks the signature of a trace, the record of one decision, offline.',
  flags: {
    path: textFlag({ value: 'FILE', help: 'trace' }),
    profile: VERIFY_FLAGS.profile,
    ...CHECKING_FLAGS,
  },
  positionals: [{ name: 'trace', help: 'trace, instead of --path', optional: true }],
  positionalsAnyCount: true,
  example: 'gait trace verify trace.json --public-key gait-out/keys/gait_public.key',
  notes: ['Exit status: 0 verified, 2 read and found false, 6 cannot be read or no key.'],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const path = oneName(flags.path, positionals, '<trace.json>');
    const profile = parseProfile(flags.profile);
    const bytes = readWhole(context.resolve(path));
    const keys = await loadTrusted(context, flags, profile);
    if (keys === undefined) {
      throw new CodedError('key_missing', 'no key to check the trace with', {
        hint: 'pass --public-key FILE, --public-key-env NAME or --trust FILE',
      });
    }
    const report = verifyTrace(bytes, { profile, keys, file: path });
    const { fault } = report;
    if (fault !== undefined && report.trace === undefined) throw fault;
    return {
      exit: report.ok ? 0 : 2,
      json: traceAnswer(report, path),
      text: (paint) => traceText(report, path, paint),
      ...(fault === undefined ? {} : { error: fault.at({ file: path }) }),
    };
  },
});
