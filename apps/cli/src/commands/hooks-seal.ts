import { openHookJournals } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { defineCommand, type Outcome } from '../command.ts';
import { endHookJournal } from '../hook/end-hook-session.ts';
import { HOOK_FLAGS, readScope } from '../hooks/hook-flags.ts';
import { wantedRows } from '../hooks/hook-places.ts';
import { inFolder } from '../in-folder.ts';

/** `hooks seal`: ends sessions whose tool does not tell their end. */
export const command = defineCommand({
  path: ['hooks', 'seal'],
  explain:
    'Ends the open sessions of AI coding tools in a project: each becomes a signed runpack below gait-out/sessions.',
  flags: { harness: HOOK_FLAGS.harness, project: HOOK_FLAGS.project },
  example: 'gait hooks seal --harness qwen',
  notes: [
    'Most tools tell the gate when a session ends, and it is sealed then. Some do not, such as Qwen',
    'Code without a terminal. A session that goes on after it was sealed begins a new part.',
  ],
  async run(context, { flags, given }): Promise<Outcome> {
    assertPerson(context);
    const { names, project } = readScope(context, { ...flags, user: false }, given);
    const wanted =
      names.length === 0
        ? [undefined]
        : wantedRows(context, names, project).map(({ id }): string | undefined => id);
    const at = inFolder(context, project);
    const sealed: { readonly journal: string; readonly runpack: string }[] = [];
    for (const harness of wanted) {
      for (const journal of openHookJournals(project, harness, context)) {
        const ended = await endHookJournal(at, journal);
        if (ended.runpack !== '') sealed.push(ended);
      }
    }
    return {
      exit: 0,
      json: {
        ok: true,
        project,
        sessions: sealed.map(({ journal, runpack }) => ({ journal, runpack })),
      },
      text: (paint) =>
        sealed.length === 0
          ? ['no session is open']
          : sealed.map(({ runpack }) => paint.verdict(true, `sealed: ${runpack}`)),
    };
  },
});
