import { encodeRecord } from '@gait/canon';
import { killSwitchEntryRecord, killSwitchStateRecord } from '@gait/gate';
import { readOrNewKillSwitch } from '@gait/local';
import { defineCommand } from '../command.ts';
import { STATE_FLAG, statePath, untilWhen, whatStops } from '../kill-switch-answer.ts';

/** `kill-switch list`: what is stopped. Without a state file nothing is. */
export const command = defineCommand({
  path: ['kill-switch', 'list'],
  explain: 'Shows the entries of the kill switch, also those that are disabled or have ended.',
  flags: { ...STATE_FLAG },
  example: 'gait kill-switch list',
  run(context, { flags }) {
    const state = readOrNewKillSwitch(statePath(context, flags.state), {
      now: context.now(),
      producerVersion: context.version,
    });
    const entries = state.entries ?? [];
    return {
      exit: 0,
      json: {
        ok: true,
        action: 'list',
        state: encodeRecord(killSwitchStateRecord, state),
        entries:
          entries.length === 0
            ? undefined
            : entries.map((entry) => encodeRecord(killSwitchEntryRecord, entry)),
      },
      text: (paint) => [
        paint.verdict(true, `list: ${entries.length} entries`),
        ...paint.table(
          entries.map((entry) => [
            entry.entry_id,
            whatStops(entry),
            untilWhen(entry),
            entry.reason,
          ]),
        ),
      ],
    };
  },
});
