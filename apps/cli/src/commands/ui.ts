import { isCodedError } from '@gait/canon';
import { SIGNER_FLAGS } from '../approvals/ask-about-call.ts';
import { assertAtTerminal } from '../approvals/assert-at-terminal.ts';
import { readTtl } from '../approve/read-ttl.ts';
import { wantedCalls } from '../approvals/wanted-calls.ts';
import { defineCommand, type Outcome } from '../command.ts';
import { HOOK_FLAGS, readScope } from '../hooks/hook-flags.ts';
import { createPaint } from '../paint.ts';
import { openDesk } from '../ui/ui-desk.ts';
import { serveUi } from '../ui/serve-ui.ts';

/** `ui`: the page of this machine. */
export const command = defineCommand({
  path: ['ui'],
  explain:
    'Serves a page of this machine to one browser: waiting calls, sessions, decisions, coverage.',
  flags: { project: HOOK_FLAGS.project, ...SIGNER_FLAGS },
  example: 'gait ui',
  notes: [
    'Prints a link that works once, within five minutes. Ctrl-C ends the page.',
    'Each answer needs a code that only this terminal shows: keep it in sight.',
    'Needs a terminal that no agent started, and the key that gait init --approver made.',
  ],
  async run(context, { flags, given, json }): Promise<Outcome> {
    assertAtTerminal(context, 'the page needs a person at a terminal, who reads the codes there');
    wantedCalls(context, true);
    const { project } = readScope(
      context,
      { harness: '', user: false, project: flags.project },
      given,
    );
    const paint = createPaint({ colour: false, width: undefined });
    const desk = openDesk(context, {
      project,
      signing: { ...flags, reason: flags.reason.trim(), ttl: readTtl(flags.ttl) },
      // Also with --json: the code is for the person, and for nobody who reads standard output.
      tell: (lines) => context.io.err(`${paint.render(lines)}\n`),
    });
    try {
      desk.tell([`answers are signed by ${await desk.unlock(project)}`]);
    } catch (error) {
      if (!isCodedError(error) || error.code !== 'token_request_invalid') throw error;
      desk.tell([`calls of this project can be looked at, not answered: ${error.message}`]);
    }
    const stopped = context.untilStopped();
    const served = serveUi(desk);
    try {
      context.io.out(
        json === true
          ? `${JSON.stringify({ ok: true, link: served.link, port: served.port })}\n`
          : `open this once, in your browser:\n\n  ${served.link}\n\nCtrl-C ends the page\n`,
      );
      await stopped;
    } finally {
      await served.stop();
    }
    return { exit: 0, json: { ok: true, stopped: true }, text: () => ['stopped'] };
  },
});
