import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand } from '../command.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { signerOf } from './install/signer-of.ts';
import { rollback } from './update/rollback.ts';

/** `krci-ai rollback`: the project as it was before the last update. */
export const command = defineCommand({
  path: ['rollback'],
  explain:
    'Takes the last update or migration back, all of it; what was written since is kept as a copy.',
  flags: {
    'dry-run': boolFlag({ help: 'show what would be done; write nothing' }),
    ...SIGNING_FLAGS,
  },
  positionals: [],
  example: 'krci-ai rollback',
  notes: [
    'Works once for each update, on the machine where it was made, until the next one.',
    'Files that were edited since are brought back, too; the edited ones lie below .krci-ai/.kept.',
    'Exit status: 0 taken back, 2 there was another update since, 6 there is none to take back.',
  ],
  async run(context, { flags }) {
    const dryRun = flags['dry-run'];
    // What agents are is part of what the gate stands on.
    if (!dryRun) assertPerson(context);
    return rollback(context, { dryRun, key: await signerOf(context, flags) });
  },
});
