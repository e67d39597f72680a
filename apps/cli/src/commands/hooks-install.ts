import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import { changeHooks } from '../hooks/change-hooks.ts';
import { changedAnswer, changedText } from '../hooks/changed-answer.ts';
import { HOOK_FLAGS, readScope } from '../hooks/hook-flags.ts';
import { beforeCalls } from '../hooks/before-calls.ts';
import { wantedRows } from '../hooks/hook-places.ts';
import { offText, toolState } from '../hooks/hook-state.ts';
import { inFolder } from '../in-folder.ts';

/** The hooks are written, and not in force. */
const SWITCHED_OFF = 2;

/** `hooks install`: puts the gate in front of AI coding tools. */
export const command = defineCommand({
  path: ['hooks', 'install'],
  explain: 'Writes the gate’s hook into the settings of AI coding tools, and nothing else there.',
  flags: {
    ...HOOK_FLAGS,
    force: boolFlag({ help: 'with --user: also in place of the hooks of another project' }),
    verbose: boolFlag({
      help: 'say of each tool what happens when its hook fails, and what it never sees',
    }),
    'dry-run': boolFlag({ help: 'say what would be written and write nothing' }),
  },
  example: 'gait hooks install --harness claude,codex',
  notes: [
    'Exit status 2 when a setting keeps a tool from starting hooks at all.',
    'Installing twice changes nothing; gait hooks remove gives the files back as they were.',
    'The project is fixed in the hook: the folder that a call works in never chooses a policy.',
  ],
  run(context, { flags, given }): Outcome {
    assertPerson(context);
    const { names, project, scope } = readScope(context, flags, given);
    const rows = wantedRows(context, names, project);
    const dryRun = flags['dry-run'];
    const { force, verbose } = flags;
    const tools = changeHooks(context, rows, { install: true, project, scope, dryRun, force });
    const missing = beforeCalls(inFolder(context, project));
    const off = rows.flatMap((row) =>
      toolState(context, row, project).switchedOff.map((found) => ({ harness: row.id, ...found })),
    );
    return {
      exit: off.length === 0 ? 0 : SWITCHED_OFF,
      json: {
        ok: off.length === 0,
        project,
        scope,
        dry_run: dryRun || undefined,
        policy: missing.every(({ code }) => code !== 'policy_missing'),
        before_calls: missing,
        switched_off: off.length === 0 ? undefined : off,
        tools: tools.map(changedAnswer),
      },
      text: (paint) => [
        ...(tools.length === 0
          ? [
              paint.warn('no coding tool was found here'),
              ...paint.prose('name one with --harness, like --harness claude'),
            ]
          : tools.flatMap((tool) => changedText(paint, tool, { install: true, verbose }))),
        ...off.flatMap((found) => [
          paint.verdict(false, offText(found)),
          ...paint.prose(
            '  A person set that; take it out there. Until then no call asks the gate.',
          ),
        ]),
        ...missing.map(({ why }) => paint.warn(why)),
        ...(tools.length === 0
          ? []
          : [
              '',
              ...missing.map(({ command: repair }) => `  ${repair}`),
              '  gait hooks status',
              '  gait hooks probe',
            ]),
      ],
    };
  },
});
