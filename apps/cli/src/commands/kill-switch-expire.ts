import { formatTime } from '@gait/canon';
import { expireEntry } from '@gait/gate';
import { changeKillSwitch } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { defineCommand, textFlag } from '../command.ts';
import { changeAnswer, entryIdOf, expiryOf, STATE_FLAG, statePath } from '../kill-switch-answer.ts';

/** `kill-switch expire`: sets when an entry ends by itself. */
export const command = defineCommand({
  path: ['kill-switch', 'expire'],
  explain: 'Sets the time at which an entry of the kill switch ends by itself.',
  flags: {
    ...STATE_FLAG,
    'entry-id': textFlag({ value: 'ID', help: 'entry to change' }),
    'expires-at': textFlag({
      value: 'TIME',
      help: 'RFC 3339 time, or 30m from now (default: now)',
    }),
  },
  example: 'gait kill-switch expire --entry-id ke1deb60f --expires-at 2026-12-31T00:00:00Z',
  async run(context, { flags }) {
    assertPerson(context);
    const id = entryIdOf(flags['entry-id']);
    const now = context.now();
    const expiresAt = expiryOf(flags['expires-at'], now) ?? formatTime(now);
    return changeAnswer(
      'expire',
      changeKillSwitch(await statePath(context, flags.state), (state) =>
        expireEntry(state, id, expiresAt, now),
      ),
    );
  },
});
