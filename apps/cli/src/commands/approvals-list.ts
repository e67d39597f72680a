import { openApprovalInbox } from '@gait/local';
import { defineCommand, type Outcome } from '../command.ts';

/** `approvals list`: what waits for a person. */
export const command = defineCommand({
  path: ['approvals', 'list'],
  explain: 'Lists the calls of AI coding tools that wait for a person.',
  flags: {},
  example: 'gait approvals list',
  run(context): Outcome {
    const { calls, faults } = openApprovalInbox(context).waiting();
    return {
      exit: 0,
      json: {
        ok: true,
        waiting: calls.map((call) => ({
          id: call.request_id,
          harness: call.harness,
          tool: call.tool,
          project: call.project,
          rules: call.rules,
          reason_codes: call.reason_codes,
          effects: call.effects,
          created_at: call.created_at,
          waits_until: call.waits_until,
          intent_digest: call.intent_digest,
        })),
        unreadable: faults.map(({ message }) => message),
      },
      text: (paint) => [
        ...(calls.length === 0 ? ['nothing waits'] : []),
        ...paint.table(
          calls.map((call) => [
            paint.bold(call.request_id),
            call.created_at.slice(11, 19),
            call.harness,
            call.effects?.[0] ?? call.tool,
            (call.rules ?? []).join(', '),
          ]),
        ),
        ...(calls.length === 0
          ? []
          : [paint.dim('gait approvals show ID shows what exactly would run')]),
        ...faults.map(({ message }) => paint.warn(message)),
      ],
    };
  },
});
