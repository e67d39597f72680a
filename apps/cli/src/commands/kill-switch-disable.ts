import { disableEntry } from '@gait/gate';
import { changeKillSwitch } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { defineCommand, textFlag } from '../command.ts';
import { changeAnswer, entryIdOf, STATE_FLAG, statePath } from '../kill-switch-answer.ts';

/** `kill-switch disable`: an entry stops calls no longer. It cannot be enabled again. */
export const command = defineCommand({
  path: ['kill-switch', 'disable'],
  explain: 'Ends an entry of the kill switch for good; it stays in the file as a record.',
  flags: { ...STATE_FLAG, 'entry-id': textFlag({ value: 'ID', help: 'entry to disable' }) },
  example: 'gait kill-switch disable --entry-id ke1deb60f',
  async run(context, { flags }) {
    assertPerson(context);
    const id = entryIdOf(flags['entry-id']);
    const now = context.now();
    return changeAnswer(
      'disable',
      changeKillSwitch(await statePath(context, flags.state), (state) =>
        disableEntry(state, id, now),
      ),
    );
  },
});
