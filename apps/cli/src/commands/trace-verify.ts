import { CodedError } from '@gait/canon';
import { readWhole } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { CHECKING_FLAGS, loadTrusted } from '../key-flags.ts';
import { oneName } from '../one-name.ts';
import { besideAnswer, besideText, traceAnswer, traceText } from '../trace-answer.ts';
import { parseProfile } from '../parse-profile.ts';
import { shellWord } from '../shell-word.ts';
import { judgeDecision } from '../trace/judge-decision.ts';
import { isJournal } from '../trace/read-decisions.ts';
import { readDocumentBeside, readOutcomeBeside } from '../trace/read-beside.ts';
import { VERIFY_FLAGS } from '../verify-flags.ts';

/** `trace verify`: was this decision signed by that key. */
export const command = defineCommand({
  path: ['trace', 'verify'],
  explain:
    'Checks the signature of a trace, the record of one decision, and the document it commits to.',
  flags: {
    path: textFlag({ value: 'FILE', help: 'trace' }),
    decision: textFlag({
      value: 'FILE',
      help: 'decision document; default: TRACE.decision.json, if it is there',
    }),
    outcome: textFlag({
      value: 'FILE',
      help: 'statement of what became of the call; default: TRACE.outcome.json',
    }),
    profile: VERIFY_FLAGS.profile,
    ...CHECKING_FLAGS,
  },
  positionals: [{ name: 'trace', help: 'trace, instead of --path', optional: true }],
  positionalsAnyCount: true,
  example: 'gait trace verify trace.json --public-key gait-out/keys/gait_public.key',
  notes: [
    'A decision document that is there must be the one the signed trace commits to; with',
    '--profile strict one that is committed to must be there.',
    'Exit status: 0 verified, 2 read and found false, 6 cannot be read or no key.',
  ],
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
    const beside = {
      document: readDocumentBeside(context, path, flags.decision),
      outcome: readOutcomeBeside(context, path, flags.outcome),
    };
    const judged = judgeDecision(bytes, beside, { profile, keys, file: path });
    const { report } = judged;
    const { fault } = report;
    if (fault !== undefined && report.trace === undefined)
      throw isJournal(path) ? pointToShow(fault, path) : fault;
    return {
      exit: report.ok ? 0 : 2,
      json: { ...traceAnswer(report, path), ...besideAnswer(judged, beside) },
      text: (paint) => [...traceText(report, path, paint), ...besideText(judged, beside, paint)],
      ...(fault === undefined ? {} : { error: fault.at({ file: path }) }),
    };
  },
});

/** A journal holds many decisions. */
function pointToShow(fault: CodedError, path: string): CodedError {
  return new CodedError(fault.code, `${path} is a journal, not one trace`, {
    hint: `gait trace show ${shellWord(path)} verifies every decision of a journal, and its chain`,
    where: fault.where,
    cause: fault,
  });
}
