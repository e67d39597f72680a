import { planInstall, type InstallPlan } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { changeFiles, presentFiles, type ChangePlace } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import type { Paint } from '../paint.ts';
import { changeLines, countsOf, keptLines } from './install/describe-install.ts';
import { emptiedFolders } from './install/folders.ts';
import { installChanges } from './install/install-changes.ts';
import { openInstallPlace, withProject } from './install/install-place.ts';
import { findLock, finishEarlier, type FoundLock } from './install/project-state.ts';
import { signerOf } from './install/signer-of.ts';

/** `krci-ai uninstall`: what was installed, and nothing else. */
export const command = defineCommand({
  path: ['uninstall'],
  explain:
    'Removes what krci-ai installed, all or nothing: not what somebody edited, wrote, or put beside it.',
  flags: {
    'dry-run': boolFlag({ help: 'show what would be removed; remove nothing' }),
    force: boolFlag({ help: 'remove what somebody edited, too; a copy is kept', short: 'f' }),
    ...SIGNING_FLAGS,
  },
  example: 'krci-ai uninstall --dry-run',
  notes: [
    'The audit (.krci-ai/audit.jsonl) stays and tells of this, too.',
    'Exit status: 0 removed, 6 there is no lock that says what was installed.',
  ],
  async run(context, { flags }) {
    const dry = flags['dry-run'];
    // What agents are is part of what the gate stands on.
    if (!dry) assertPerson(context);
    const key = await signerOf(context, flags);
    const place = openInstallPlace(context);
    return withProject(place, dry, (): Outcome => {
      const earlier = dry ? undefined : finishEarlier(context, place);
      const before = findLock(place.root);
      if (before === undefined) throw noLock();
      const plan = planInstall({
        wanted: [],
        locked: before.lock.files,
        presentAt: presentFiles(place.root),
        force: flags.force,
      });
      if (!dry) remove(context, place, before, plan, key);
      const counts = countsOf(plan.files);
      return {
        exit: 0,
        json: {
          ok: true,
          removed: !dry,
          ...(dry ? { dry_run: true } : {}),
          counts,
          files: plan.files.map(({ path, action, reason, copy }) => ({
            path,
            action,
            reason,
            ...(copy === undefined ? {} : { copy }),
          })),
          ...(earlier === undefined ? {} : { earlier }),
        },
        text: (paint) => describe(place.root, plan, dry, paint),
      };
    });
  },
});

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
