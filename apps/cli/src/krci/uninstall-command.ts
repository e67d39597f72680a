import {
  planInstall,
  resolveTargets,
  type AgentsLock,
  type InstallPlan,
  type PlannedFile,
} from '@gait/agents';
import { CodedError } from '@gait/canon';
import { changeFiles, presentFiles, type ChangePlace } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import type { Paint } from '../paint.ts';
import { withKeptCheck, type KeptCheck } from './install/check-kept.ts';
import { checkLocal } from './install/check-local.ts';
import { changeLines, countsOf, keptLines } from './install/describe-install.ts';
import { noteLines } from './install/describe-sources.ts';
import { emptiedFolders } from './install/folders.ts';
import { installChanges } from './install/install-changes.ts';
import { installProject } from './install/install-project.ts';
import { openInstallPlace, withProject } from './install/install-place.ts';
import { findLock, finishEarlier, type FoundLock } from './install/project-state.ts';
import { signerOf } from './install/signer-of.ts';

/** `krci-ai uninstall`: what was installed, and nothing else. */
export const command = defineCommand({
  path: ['uninstall'],
  explain:
    'Removes what krci-ai installed, of one source or of all, all or nothing: not what somebody edited, wrote, or put beside it.',
  flags: {
    from: textFlag({
      help: 'only what came from this source; krci-ai status names them',
      value: 'NAME',
    }),
    'dry-run': boolFlag({ help: 'show what would be removed; remove nothing' }),
    force: boolFlag({ help: 'remove what somebody edited, too; a copy is kept', short: 'f' }),
    ...SIGNING_FLAGS,
  },
  positionals: [{ name: 'source', help: 'the same as --from', optional: true }],
  example: 'krci-ai uninstall acme/finance --dry-run',
  notes: [
    'The audit (.krci-ai/audit.jsonl) stays and tells of this, too.',
    'A file that another source gives, too, stays.',
    'Exit status: 0 removed, 6 there is no lock that says what was installed, or no such source.',
  ],
  async run(context, { flags, positionals: [word = ''] }) {
    const dry = flags['dry-run'];
    // What agents are is part of what the gate stands on.
    if (!dry) assertPerson(context);
    const key = await signerOf(context, flags);
    const place = openInstallPlace(context);
    const earlier = dry ? undefined : finishEarlier(context, place);
    const installed = findLock(place.root)?.lock.sources ?? [];
    // What stays refers to local files; where everything goes nothing does.
    if (installed.length > 1 && `${flags.from}${word}` !== '')
      await checkLocal(context, place.root);
    const removeWith = (checkKept: KeptCheck): Outcome => {
      const before = findLock(place.root);
      if (before === undefined) throw noLock();
      const name = flags.from === '' ? word : flags.from;
      const rest = remaining(before.lock, name);
      const { plan, notes } =
        rest === 0
          ? {
              notes: [],
              plan: planInstall({
                wanted: [],
                locked: before.lock.files,
                presentAt: presentFiles(place.root),
                force: flags.force,
              }),
            }
          : installProject(context, place, {
              before,
              parts: [],
              checkKept,
              dropped: [name],
              targets: resolveTargets(before.lock.targets),
              force: flags.force,
              dryRun: dry,
              frozen: false,
              key,
            });
      if (!dry && rest === 0) remove(context, place, before, plan, key);
      const counts = countsOf(plan.files);
      return {
        exit: 0,
        json: {
          ok: true,
          removed: !dry,
          ...(dry ? { dry_run: true } : {}),
          ...(name === '' ? {} : { source: name, sources_left: rest }),
          counts,
          ...(notes.length === 0 ? {} : { notes }),
          files: plan.files.filter(isTold).map(({ path, action, reason, copy }) => ({
            path,
            action,
            reason,
            ...(copy === undefined ? {} : { copy }),
          })),
          ...(earlier === undefined ? {} : { earlier }),
        },
        text: (paint) => [...describe(place.root, plan, dry, paint), ...noteLines(notes, paint)],
      };
    };
    return await withKeptCheck(context, place.root, installed, (check) =>
      withProject(place, dry, () => removeWith(check)),
    );
  },
});

/**
 * How many sources stay when one goes.
 *
 * @throws CodedError `agent_source_unknown`
 */
function remaining({ sources }: AgentsLock, name: string): number {
  if (name === '') return 0;
  if (sources.some((source) => source.name === name)) return sources.length - 1;
  const known = sources.map((source) => source.name).join(', ');
  throw new CodedError('agent_source_unknown', `${name} is not installed; installed is ${known}`, {
    hint: 'krci-ai status names the sources; without a name all of them go',
    where: { field: '--from' },
  });
}

/** What stays because nobody asked about it is not worth a word. */
function isTold({ action, reason }: PlannedFile): boolean {
  return action !== 'keep' || reason !== 'same';
}

function remove(
  context: Context,
  place: ChangePlace,
  before: FoundLock,
  plan: InstallPlan,
  key: Awaited<ReturnType<typeof signerOf>>,
): void {
  const { root } = place;
  const changes = installChanges(context, {
    root,
    plan,
    before,
    after: undefined,
    store: '',
    action: 'uninstall',
    key,
  });
  changeFiles(place, changes, { sync: 'journal', emptied: emptiedFolders(plan, before) });
}

function describe(root: string, plan: InstallPlan, dry: boolean, paint: Paint): readonly string[] {
  const removed = countsOf(plan.files).delete;
  return [
    paint.verdict(true, `${dry ? 'would remove' : 'removed'} ${removed} files from ${root}`),
    ...keptLines(plan.files, paint),
    ...(dry && plan.files.some(({ action, copy }) => action === 'conflict' && copy === undefined)
      ? [
          paint.dim(
            'krci-ai uninstall --force removes them, too, and keeps copies below .krci-ai/.kept',
          ),
        ]
      : []),
    ...(dry ? changeLines(plan.files, paint) : []),
  ];
}

function noLock(): CodedError {
  return new CodedError('agent_lock_missing', 'there is no lock: nothing says what was installed', {
    hint: 'go to the project; krci-ai migrate takes over what the existing tool installed',
  });
}
