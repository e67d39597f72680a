import { join } from 'node:path';
import { isThere } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import { changeHooks } from '../hooks/change-hooks.ts';
import { changedAnswer, changedText } from '../hooks/changed-answer.ts';
import { HOOK_FLAGS, readScope } from '../hooks/hook-flags.ts';
import { wantedRows } from '../hooks/hook-places.ts';

/** `hooks install`: puts the gate in front of AI coding tools. */
export const command = defineCommand({
  path: ['hooks', 'install'],
  explain: 'Writes the gate’s hook into the settings of AI coding tools, and nothing else there.',
  flags: {
    ...HOOK_FLAGS,
    'dry-run': boolFlag({ help: 'say what would be written and write nothing' }),
  },
  example: 'gait hooks install --harness claude,codex',
  notes: [
    'Installing twice changes nothing; gait hooks remove gives the files back as they were.',
    'The project is fixed in the hook: the folder that a call works in never chooses a policy.',
  ],
  run(context, { flags }): Outcome {
    assertPerson(context);
    const { names, project, scope } = readScope(context, flags);
    const rows = wantedRows(context, names, project);
    const dryRun = flags['dry-run'];
    const tools = changeHooks(context, rows, { install: true, project, scope, dryRun });
    const policy =
      isThere(join(project, '.gait.yaml')) || isThere(join(project, '.gait/config.yaml'));
    return {
      exit: 0,
      json: {
        ok: true,
        project,
        scope,
        dry_run: dryRun || undefined,
        policy,
        tools: tools.map(changedAnswer),
      },
      text: (paint) => [
        ...(tools.length === 0
          ? [
              paint.warn('no coding tool was found here'),
              ...paint.prose('name one with --harness, like --harness claude'),
            ]
          : tools.flatMap((tool) => changedText(paint, tool, true))),
        ...(policy
          ? []
          : [
              paint.warn(
                `${project} has no policy yet: every call is denied until gait init made one`,
              ),
            ]),
        ...(tools.length === 0 ? [] : ['', '  gait hooks status', '  gait hooks probe']),
      ],
    };
  },
});
