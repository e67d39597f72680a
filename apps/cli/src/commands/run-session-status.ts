import { existsSync } from 'node:fs';
import { sessionFiles, sessionStatus } from '@gait/local';
import { defineCommand } from '../command.ts';
import {
  JOURNAL_FLAG,
  onJournal,
  requireFlags,
  sessionContext,
  sessionPath,
  statusAnswer,
  statusPairs,
} from '../session-command.ts';

/** `run session status`: counters of a session. */
export const command = defineCommand({
  path: ['run', 'session', 'status'],
  explain: 'Shows how many events and checkpoints a session has.',
  flags: { journal: JOURNAL_FLAG },
  errorJson: { operation: 'status' },
  example: 'gait run session status --journal session.jsonl --json',
  run(context, { flags }) {
    requireFlags(flags, ['journal']);
    return onJournal('status', flags.journal, () => {
      const { given, file } = sessionPath(context, flags.journal);
      const state = sessionStatus(file, sessionContext(context));
      const sealed = existsSync(sessionFiles(file).seal) ? true : undefined;
      return {
        exit: 0,
        json: {
          ok: true,
          operation: 'status',
          journal: given,
          status: { ...statusAnswer(state), sealed },
        },
        text: (paint) => [
          paint.verdict(true, `${given}${sealed === true ? ' is sealed' : ''}`),
          ...paint.pairs(statusPairs(state)),
        ],
      };
    });
  },
});
