import { openApprovalInbox } from '@gait/local';
import { describeWaiting } from '../approvals/describe-waiting.ts';
import { viewWaiting } from '../approvals/view-waiting.ts';
import { waitingLines } from '../approvals/waiting-lines.ts';
import { defineCommand, type Outcome } from '../command.ts';

/** `approvals show`: exactly what a waiting call would do. */
export const command = defineCommand({
  path: ['approvals', 'show'],
  explain:
    'Shows exactly what a waiting call would do, which rule held it, and the diff of a file.',
  flags: {},
  positionals: [{ name: 'id', help: 'id of the call, as approvals list tells it' }],
  example: 'gait approvals show 3f9a0c2d11ab',
  async run(context, { positionals: [id = ''] }): Promise<Outcome> {
    const call = openApprovalInbox(context).read(id.trim());
    // Digested anew: what is shown is what an approval would be for.
    await viewWaiting(context, call);
    const view = describeWaiting(context, call);
    return {
      exit: 0,
      json: {
        ok: true,
        id: view.id,
        headline: view.headline,
        ...Object.fromEntries(
          view.facts.map(([name, value]) => [name.replaceAll(' ', '_'), value]),
        ),
        action: view.action,
        effects: view.effects,
        diff: view.diff,
      },
      text: (paint) => [
        ...waitingLines(paint, view),
        '',
        `  gait approvals approve ${view.id}`,
        `  gait approvals deny ${view.id}`,
      ],
    };
  },
});
