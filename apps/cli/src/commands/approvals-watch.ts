import { ANSWER_FLAGS } from '../approvals/ask-about-call.ts';
import { assertAtTerminal } from '../approvals/assert-at-terminal.ts';
import { watchCalls } from '../approvals/watch-calls.ts';
import { wantedCalls } from '../approvals/wanted-calls.ts';
import { defineCommand, type Outcome } from '../command.ts';
import { tellPerson } from '../tell-person.ts';

/** `approvals watch`: each call as it comes. */
export const command = defineCommand({
  path: ['approvals', 'watch'],
  explain: 'Shows each call that needs a person as it comes, and asks about it.',
  flags: ANSWER_FLAGS,
  example: 'gait approvals watch',
  notes: [
    'Of all projects, those first that a tool waits for. Ends with Ctrl-C or Ctrl-D. What you do',
    'not answer with y or d goes on waiting.',
  ],
  async run(context, { flags }): Promise<Outcome> {
    assertAtTerminal(context);
    // What no answer helps is taken away before.
    wantedCalls(context, true);
    const stop = new AbortController();
    void context.untilStopped().then(() => stop.abort());
    tellPerson(context, (paint) => [
      paint.dim('waiting for calls that need a person; Ctrl-C ends'),
    ]);
    const answered = await watchCalls(context, flags, stop.signal);
    return {
      exit: 0,
      json: { ok: true, answered },
      text: () => [`${answered} answered`],
    };
  },
});
