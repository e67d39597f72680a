import { openApprovalInbox } from '@gait/local';
import { ANSWER_FLAGS, answerAtTerminal } from '../approvals/answer-at-terminal.ts';
import { assertAtTerminal } from '../approvals/assert-at-terminal.ts';
import { defineCommand, type Outcome } from '../command.ts';

const LOOK_EVERY_MS = 300;

/** `approvals watch`: each call as it comes. */
export const command = defineCommand({
  path: ['approvals', 'watch'],
  explain: 'Shows each call that needs a person as it comes, and asks about it.',
  flags: ANSWER_FLAGS,
  example: 'gait approvals watch',
  notes: ['Ends with Ctrl-C. What you do not answer with y goes on waiting.'],
  async run(context, { flags }): Promise<Outcome> {
    assertAtTerminal(context);
    const inbox = openApprovalInbox(context);
    const seen = new Set<string>();
    let answered = 0;
    const stop = new AbortController();
    const stopped = context.untilStopped().then((exit) => {
      stop.abort();
      return exit;
    });
    context.warn('waiting for calls that need a person; Ctrl-C ends');
    while (!stop.signal.aborted) {
      for (const { request_id: id } of inbox.waiting().calls) {
        if (seen.has(id) || stop.signal.aborted) continue;
        seen.add(id);
        const { json } = await answerAtTerminal(context, id, flags, 'either');
        if (json['answered'] === true) answered += 1;
      }
      await Promise.race([stopped, new Promise((next) => setTimeout(next, LOOK_EVERY_MS))]);
    }
    return {
      exit: 0,
      json: { ok: true, answered },
      text: () => [`${answered} answered`],
    };
  },
});
