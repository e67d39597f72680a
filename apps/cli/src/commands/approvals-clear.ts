import { openApprovalInbox } from '@gait/local';
import { ALL_FLAG, wantedCalls } from '../approvals/wanted-calls.ts';
import { assertPerson } from '../approve/assert-person.ts';
import { defineCommand, type Outcome } from '../command.ts';

/** `approvals clear`: takes away what nobody waits for. */
export const command = defineCommand({
  path: ['approvals', 'clear'],
  explain: 'Takes away the calls that no tool waits for any more. Nothing is approved or denied.',
  flags: { all: ALL_FLAG },
  example: 'gait approvals clear',
  notes: ['A tool that tries such a call again asks again.'],
  run(context, { flags }): Outcome {
    assertPerson(context);
    const inbox = openApprovalInbox(context);
    const { calls, project, elsewhere } = wantedCalls(context, flags.all);
    const dead = calls.filter(({ state }) => state.kind !== 'live');
    for (const { call } of dead) inbox.remove(call.request_id);
    const kept = calls.length - dead.length;
    return {
      exit: 0,
      json: {
        ok: true,
        project,
        cleared: dead.map(({ call }) => call.request_id),
        kept,
        elsewhere,
      },
      text: (paint) => [
        paint.verdict(true, `${dead.length} taken away, ${kept} left that a tool waits for`),
        ...(elsewhere === 0
          ? []
          : [`gait approvals clear --all    ${elsewhere} more in other projects`]),
      ],
    };
  },
});
