import { startSession } from '@gait/local';
import { defineCommand, textFlag } from '../command.ts';
import {
  JOURNAL_FLAG,
  onJournal,
  requireFlags,
  sessionContext,
  sessionPath,
  statusAnswer,
  statusPairs,
} from '../session-command.ts';

/** `run session start`: a new journal. */
export const command = defineCommand({
  path: ['run', 'session', 'start'],
  explain: 'Starts the journal of a session, or finds the one that was started.',
  flags: {
    journal: JOURNAL_FLAG,
    'session-id': textFlag({ value: 'ID', help: 'name of the session' }),
    'run-id': textFlag({ value: 'ID', help: 'name of the run' }),
  },
  errorJson: { operation: 'start' },
  example: 'gait run session start --journal session.jsonl --session-id s1 --run-id run_1',
  run(context, { flags }) {
    requireFlags(flags, ['journal', 'session-id', 'run-id']);
    return onJournal('start', flags.journal, () => {
      const { given, file } = sessionPath(context, flags.journal);
      const ids = { sessionId: flags['session-id'], runId: flags['run-id'] };
      const state = startSession(file, ids, sessionContext(context));
      return {
        exit: 0,
        json: { ok: true, operation: 'start', journal: given, status: statusAnswer(state) },
        text: (paint) => [
          paint.verdict(true, `session started in ${given}`),
          ...paint.pairs(statusPairs(state)),
        ],
      };
    });
  },
});
