import type { Favour, Level } from '@gait/agents';
import { CodedError, type SigningKey } from '@gait/canon';
import type { ChangePlace } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { createPaint } from '../paint.ts';
import { hasErrors } from './install/describe-install.ts';
import { openInstallPlace, withProject } from './install/install-place.ts';
import {
  findLock,
  finishEarlier,
  type EarlierOutcome,
  type FoundLock,
} from './install/project-state.ts';
import { readLevel } from './install/read-level.ts';
import { signerOf } from './install/signer-of.ts';
import { withKeptCheck, type KeptCheck } from './install/check-kept.ts';
import { checkLocal } from './install/check-local.ts';
import { assertAsOpened, completed, type OpenedSource } from './install/source-of.ts';
import { INDEX_FLAGS } from './pack/open-index.ts';
import { ALLOW_FLAGS, TRUST_FLAGS } from './pack/trust-flag-specs.ts';
import { judgeCompatibility, refuseOlder, type Compatibility } from './update/compatibility.ts';
import { describeUpdate, undecided, updateJson } from './update/describe-update.ts';
import { rollback } from './update/rollback.ts';
import { settlePendingUndo } from './update/undo-place.ts';
import { sourcesToUpdate } from './update/update-sources.ts';
import { updateProject, type UpdateReport } from './update/update-project.ts';

const UNDECIDED = 2;

/** `krci-ai update`: what is installed, as its source has it now, with everybody's edits. */
export const command = defineCommand({
  path: ['update'],
  explain:
    'Updates what is installed, merges what somebody edited line by line, and keeps the way back.',
  flags: {
    from: textFlag({
      help: 'one installed source by name, or where it comes from now; default: all, each from where it came',
      value: 'SOURCE',
    }),
    index: INDEX_FLAGS.index,
    'allow-unsigned': INDEX_FLAGS['allow-unsigned'],
    level: textFlag({ help: 'another level; default: as installed', value: '1..4' }),
    ours: boolFlag({ help: 'where both changed the same lines, keep yours' }),
    theirs: boolFlag({ help: 'where both changed the same lines, take the new; a copy is kept' }),
    'dry-run': boolFlag({ help: 'show every difference; write nothing' }),
    yes: boolFlag({ help: 'ask nothing', short: 'y' }),
    rollback: boolFlag({ help: 'take the last update back; the same as krci-ai rollback' }),
    with: textFlag({ help: 'further sources in the same step: their addresses', value: 'LIST' }),
    ...ALLOW_FLAGS,
    ...TRUST_FLAGS,
    'blob-host': textFlag({
      help: 'other hosts that a registry may send to for contents',
      value: 'LIST',
    }),
    ...SIGNING_FLAGS,
  },
  positionals: [],
  example: 'krci-ai update --dry-run',
  notes: [
    'On a terminal it shows the differences and asks; with --yes, --json or without a terminal it does not.',
    'Markers (<<<<<<< yours) stand where both changed the same lines; a file that is no text stays, the new one lies beside it.',
    '--ours and --theirs decide all of those at once; krci-ai rollback brings back the state before.',
    'Of a registry the highest version comes, of git the commit that was named; --level brings nothing newer from either.',
    'What lies in .krci-ai/local is never touched.',
    'Exit status: 0 updated, 2 something is left to decide or the source is older, 6 nothing is installed.',
  ],
  async run(context, { flags, json = false }) {
    const dryRun = flags['dry-run'];
    // What agents are is part of what the gate stands on.
    if (!dryRun) assertPerson(context);
    const key = await signerOf(context, flags);
    if (flags.rollback) return rollback(context, { dryRun, key });
    const favour = favourOf(flags);
    const level = flags.level === '' ? undefined : readLevel(flags.level);
    const place = openInstallPlace(context);
    const earlier = dryRun ? undefined : finishEarlier(context, place);
    const before = installed(place);
    const asked = await sourcesToUpdate(context, before.lock, { from: flags.from, level, flags });
    const opened = await completed(context, asked, before.lock, flags);
    await checkLocal(context, place.root);
    const compatibility = judgeCompatibility(context.version, before.lock, opened);
    if (!flags['allow-older']) refuseOlder(compatibility);
    const sources = [...before.lock.sources, ...opened.map(({ source }) => source)];
    return await withKeptCheck(context, place.root, sources, async (kept): Promise<Outcome> => {
      const work = { context, place, opened, kept, level, key, compatibility, earlier };
      if (dryRun) return outcomeOf(work, plan(work, favour, true), true);
      const agreement = flags.yes || json ? { favour } : await agreed(work, favour);
      if (agreement === undefined) return DECLINED;
      return withProject(place, false, () => {
        settlePendingUndo(place);
        const { shown } = agreement;
        if (shown !== undefined && plan(work, favour, true).planDigest !== shown)
          throw changedSince();
        return outcomeOf(work, plan(work, agreement.favour, false), false);
      });
    });
  },
});

interface Work {
  readonly context: Context;
  readonly place: ChangePlace;
  readonly opened: readonly OpenedSource[];
  readonly kept: KeptCheck;
  readonly level: Level | undefined;
  readonly key: SigningKey | undefined;
  readonly compatibility: Compatibility;
  readonly earlier: EarlierOutcome;
}

const DECLINED: Outcome = {
  exit: 0,
  json: { ok: true, written: false, declined: true },
  text: (paint) => [paint.dim('nothing was changed')],
};

function favourOf({ ours, theirs }: { readonly ours: boolean; readonly theirs: boolean }): Favour {
  if (!ours) return theirs ? 'theirs' : 'markers';
  if (!theirs) return 'ours';
  throw new CodedError('flag_invalid', '--ours and --theirs exclude each other', {
    hint: 'leave both out for conflict markers',
    where: { field: '--theirs' },
  });
}

function installed({ root }: ChangePlace): FoundLock {
  const found = findLock(root);
  if (found !== undefined) return found;
  throw new CodedError('agent_lock_missing', 'there is no lock: nothing says what is installed', {
    hint: 'krci-ai install begins anew; krci-ai migrate --from SOURCE takes over what came from there without a lock',
  });
}

function plan(
  { context, place, opened, kept, level, key }: Work,
  favour: Favour,
  dryRun: boolean,
): UpdateReport {
  const before = installed(place);
  assertAsOpened(opened, before.lock.sources);
  return updateProject(context, place, {
    ...{ before, opened, level, favour, dryRun, key },
    checkKept: kept,
  });
}

interface Agreement {
  readonly favour: Favour;
  /** Digest of the plan that the person saw; undefined: nobody did. */
  readonly shown?: string;
}

/** Shows what would be done and asks; undefined: no. Without a terminal nobody is asked. */
async function agreed(work: Work, favour: Favour): Promise<Agreement | undefined> {
  const { context, place, compatibility } = work;
  if (context.ask === undefined || !context.io.errIsTerminal()) return { favour };
  const report = plan(work, favour, true);
  if (report.plan.files.every(({ action }) => action === 'keep')) return { favour };
  const open = undecided(report.merges).length;
  const paint = createPaint({ colour: wantsColour(context), width: context.width() });
  const view = { root: place.root, report, compatibility };
  context.io.err(`${paint.render(describeUpdate(view, true, paint))}\n`);
  const answer = await context.ask(
    open === 0
      ? 'Update? [y/N] '
      : `Update? ${open} to decide: [y] with markers, [o] ours, [t] theirs, [N] `,
  );
  if (answer === undefined) return { favour };
  const choice = CHOICES.get(answer.trim().toLowerCase());
  if (choice === undefined || (choice !== 'y' && open === 0)) return undefined;
  return { favour: choice === 'y' ? favour : choice, shown: report.planDigest };
}

function changedSince(): CodedError {
  return new CodedError('change_target_changed', 'the project changed while the question stood', {
    hint: 'run the command again',
  });
}

const CHOICES: ReadonlyMap<string, 'y' | 'ours' | 'theirs'> = new Map([
  ['y', 'y'],
  ['yes', 'y'],
  ['o', 'ours'],
  ['ours', 'ours'],
  ['t', 'theirs'],
  ['theirs', 'theirs'],
]);

function wantsColour({ env }: Context): boolean {
  return (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

function outcomeOf(
  { place, compatibility, earlier }: Work,
  report: UpdateReport,
  dryRun: boolean,
): Outcome {
  const view = { root: place.root, report, compatibility };
  const ok = undecided(report.merges).length === 0 && !hasErrors(report);
  return {
    exit: ok ? 0 : UNDECIDED,
    json: { ok, ...updateJson(view, dryRun), ...(earlier === undefined ? {} : { earlier }) },
    text: (paint) => describeUpdate(view, dryRun, paint),
  };
}
