import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import { changeHooks } from '../hooks/change-hooks.ts';
import { changedAnswer, changedText } from '../hooks/changed-answer.ts';
import { HOOK_FLAGS, readScope } from '../hooks/hook-flags.ts';
import { hookableRows, wantedRows } from '../hooks/hook-places.ts';

/** `hooks remove`: takes the gate out of the settings of AI coding tools. */
export const command = defineCommand({
  path: ['hooks', 'remove'],
  explain:
    'Takes the gate’s hook out of the settings of AI coding tools; what a person wrote stays.',
  flags: {
    ...HOOK_FLAGS,
    'dry-run': boolFlag({ help: 'say what would be removed and change nothing' }),
  },
  example: 'gait hooks remove --harness claude',
  run(context, { flags }): Outcome {
    assertPerson(context);
    const { names, project, scope } = readScope(context, flags);
    // Without names: wherever a hook of ours stands.
    const rows = names.length === 0 ? hookableRows() : wantedRows(context, names, project);
    const dryRun = flags['dry-run'];
    const tools = changeHooks(context, rows, { install: false, project, scope, dryRun }).filter(
      ({ places }) => names.length > 0 || places.some(({ action }) => action !== 'unchanged'),
    );
    return {
      exit: 0,
      json: {
        ok: true,
        project,
        scope,
        dry_run: dryRun || undefined,
        tools: tools.map(changedAnswer),
      },
      text: (paint) =>
        tools.length === 0
          ? ['no hook of the gate stands here']
          : tools.flatMap((tool) => changedText(paint, tool, false)),
    };
  },
});
