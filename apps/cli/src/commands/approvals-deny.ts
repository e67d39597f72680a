import { answerAtTerminal } from '../approvals/answer-at-terminal.ts';
import { ANSWER_FLAGS } from '../approvals/ask-about-call.ts';
import { CALL_ID } from '../approvals/named-call.ts';
import { defineCommand, type Outcome } from '../command.ts';

/** `approvals deny`: a person says no to a waiting call. */
export const command = defineCommand({
  path: ['approvals', 'deny'],
  explain: 'Shows a waiting call and signs that it may not run.',
  flags: ANSWER_FLAGS,
  positionals: [CALL_ID],
  example: 'gait approvals deny 3f9a0c2d11ab',
  notes: [
    'Needs a terminal that no agent started, and the key that gait init --approver made.',
    'Any answer but y signs nothing, and ends with exit status 4.',
  ],
  run: (context, { flags, positionals: [id = ''] }): Promise<Outcome> =>
    answerAtTerminal(context, id, flags, 'deny'),
});
