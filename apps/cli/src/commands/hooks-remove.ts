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
    force: boolFlag({ help: 'also hooks of another project in the settings of the user' }),
    'dry-run': boolFlag({ help: 'say what would be removed and change nothing' }),
  },
  example: 'gait hooks remove --harness claude',
  run(context, { flags, given }): Outcome {
    assertPerson(context);
    const { names, project, scope } = readScope(context, flags, given);
    // Without names: wherever a hook of ours stands.
    const rows = names.length === 0 ? hookableRows() : wantedRows(context, names, project);
    const dryRun = flags['dry-run'];
    const tools = changeHooks(context, rows, {
      ...{ install: false, project, scope, dryRun },
      force: flags.force,
    }).filter(
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
          : tools.flatMap((tool) => changedText(paint, tool, { install: false, verbose: false })),
    };
  },
});
