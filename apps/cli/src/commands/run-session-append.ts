import { CodedError, encodeRecord } from '@gait/canon';
import { sessionEventRecord } from '@gait/evidence';
import { appendEvent } from '@gait/local';
import { defineCommand, textFlag } from '../command.ts';
import { splitList } from '../list-flag.ts';
import {
  JOURNAL_FLAG,
  onJournal,
  requireFlags,
  sessionContext,
  sessionPath,
} from '../session-command.ts';

const VERDICTS = ['allow', 'block', 'dry_run', 'require_approval'];

/** `run session append`: one event more. */
export const command = defineCommand({
  path: ['run', 'session', 'append'],
  explain: 'Appends one tool call and its verdict to a session; many processes may do so at once.',
  flags: {
    journal: JOURNAL_FLAG,
    tool: textFlag({ value: 'NAME', help: 'tool that was called' }),
    verdict: textFlag({ value: 'VERDICT', help: 'allow, block, dry_run or require_approval' }),
    'intent-id': textFlag({ value: 'ID', help: 'id of the intent' }),
    'trace-id': textFlag({ value: 'ID', help: 'id of the decision trace' }),
    'trace-path': textFlag({ value: 'FILE', help: 'where the trace lies' }),
    'intent-digest': textFlag({ value: 'SHA256', help: 'digest of the intent' }),
    'policy-digest': textFlag({ value: 'SHA256', help: 'digest of the policy' }),
    'reason-codes': textFlag({ value: 'LIST', help: 'reason codes, comma separated' }),
    violations: textFlag({ value: 'LIST', help: 'violations, comma separated' }),
  },
  errorJson: { operation: 'append' },
  example: 'gait run session append --journal session.jsonl --tool tool.read --verdict allow',
  notes: [
    'GAIT_SESSION_LOCK_PROFILE=swarm waits longer for the lock and leaves out the fsync of each event.',
  ],
  run(context, { flags }) {
    requireFlags(flags, ['journal', 'tool', 'verdict']);
    const verdict = flags.verdict.trim().toLowerCase();
    if (!VERDICTS.includes(verdict)) {
      throw new CodedError(
        'session_verdict',
        `unsupported --verdict value ${JSON.stringify(flags.verdict)}`,
        {
          hint: `use ${VERDICTS.join(', ')}`,
          where: { field: '--verdict' },
        },
      );
    }
    return onJournal('append', flags.journal, () => {
      const { given, file } = sessionPath(context, flags.journal);
      const { event, torn } = appendEvent(
        file,
        {
          toolName: flags.tool,
          verdict,
          intentId: flags['intent-id'],
          traceId: flags['trace-id'],
          tracePath: flags['trace-path'],
          intentDigest: flags['intent-digest'],
          policyDigest: flags['policy-digest'],
          reasonCodes: splitList(flags['reason-codes']),
          violations: splitList(flags.violations),
        },
        sessionContext(context),
      );
      if (torn?.savedAs !== undefined) {
        context.warn(
          `warning: a write that broke off was found at the end of the journal and moved to ${torn.savedAs}`,
        );
      }
      return {
        exit: 0,
        json: {
          ok: true,
          operation: 'append',
          journal: given,
          event: encodeRecord(sessionEventRecord, event),
        },
        text: (paint) => [
          paint.verdict(true, `event ${event.sequence} appended to ${given}`),
          ...paint.pairs({
            tool: event.tool_name,
            verdict: event.verdict,
            hash: event.event_hash,
          }),
        ],
      };
    });
  },
});
