import { describeWaiting } from '../approvals/describe-waiting.ts';
import { CALL_ID, namedCall } from '../approvals/named-call.ts';
import { viewWaiting } from '../approvals/view-waiting.ts';
import { waitingLines } from '../approvals/waiting-lines.ts';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';

/** `approvals show`: exactly what a waiting call would do. */
export const command = defineCommand({
  path: ['approvals', 'show'],
  explain:
    'Shows exactly what a waiting call would do, why it needs a person, and the diff of a file.',
  flags: { full: boolFlag({ help: 'every line of a very long action; with | less to page' }) },
  positionals: [CALL_ID],
  example: 'gait approvals show 3f9a0c2d11ab',
  async run(context, { flags, positionals: [id = ''] }): Promise<Outcome> {
    const call = namedCall(context, id);
    // Digested anew: what is shown is what an approval would be for.
    await viewWaiting(context, call);
    const view = describeWaiting(context, call);
    return {
      exit: 0,
      json: {
        ok: true,
        id: view.id,
        headline: view.headline,
        asked: view.asked,
        why: view.held,
        ...Object.fromEntries(
          view.facts.map(([name, value]) => [name.replaceAll(' ', '_'), value]),
        ),
        state: view.state.kind,
        waits_until: call.waits_until,
        action: view.action,
        effects: view.effects,
        diff: view.diff,
      },
      text: (paint) => [
        ...waitingLines(paint, view, flags.full),
        '',
        `  gait approvals approve ${view.id}`,
        `  gait approvals deny ${view.id}`,
      ],
    };
  },
});
