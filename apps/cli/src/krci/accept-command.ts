import { join, relative, sep } from 'node:path';
import { isUnresolved, resolveTargets, type AgentsLock, type LockedFile } from '@gait/agents';
import { CodedError, type SigningKey } from '@gait/canon';
import { presentFiles, type ChangePlace } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { withKeptCheck, type KeptCheck } from './install/check-kept.ts';
import { checkLocal } from './install/check-local.ts';
import { hasErrors, installJson } from './install/describe-install.ts';
import { installProject, type InstallReport } from './install/install-project.ts';
import { openInstallPlace, withProject } from './install/install-place.ts';
import { bytesAt, findLock, finishEarlier, type FoundLock } from './install/project-state.ts';
import { assertSigned, signerOf } from './install/signer-of.ts';
import { installedTargetLines } from './target-lines.ts';

/** `krci-ai accept`: edits of installed files, as the lock has them from now on. */
export const command = defineCommand({
  path: ['accept'],
  explain:
    'Takes edits of installed files into the lock: verify and install --frozen then pass with them.',
  flags: {
    all: boolFlag({ help: 'every file that was edited' }),
    'dry-run': boolFlag({ help: 'show what would be accepted; write nothing' }),
    ...SIGNING_FLAGS,
  },
  positionals: [
    { name: 'file', help: 'installed files that were edited', optional: true, rest: true },
  ],
  example: 'krci-ai accept .krci-ai/agents/dev.yaml',
  notes: [
    'The digest of what stands there is written beside that of what was installed; update still merges with that.',
    'To have a file as it was installed again: delete it, then krci-ai install.',
    'A signed lock has to be signed again: name the key.',
    'Exit status: 0 accepted, 2 the markers of a merge stand in a file, 6 a file is not in the lock or is gone.',
  ],
  async run(context, { flags, positionals }) {
    const dry = flags['dry-run'];
    // What agents are is part of what the gate stands on.
    if (!dry) assertPerson(context);
    if (flags.all === positionals.length > 0) {
      throw new CodedError('arguments_invalid', 'either files or --all is needed', {
        hint: 'krci-ai status names what was edited; krci-ai accept --all takes all of it',
      });
    }
    const key = await signerOf(context, flags);
    const place = openInstallPlace(context);
    const earlier = dry ? undefined : finishEarlier(context, place);
    await checkLocal(context, place.root);
    const installed = findLock(place.root)?.lock.sources ?? [];
    const acceptWith = (checkKept: KeptCheck): Outcome => {
      const before = findLock(place.root);
      if (before === undefined) throw noLock();
      const named = flags.all
        ? before.lock.files
        : positionals.map((file) => lockedFile(context, place, before.lock, file));
      const accepted = named.flatMap((file) => judgeEdit(place, file, flags.all));
      assertSigned(before.lock, key);
      const paths = accepted.map(({ path }) => path);
      if (paths.length === 0) return nothingEdited(before.lock);
      const report = accept(context, place, before, {
        ...{ accepted, dryRun: dry, key },
        checkKept,
      });
      const ok = !hasErrors(report);
      return {
        exit: ok ? 0 : UNDECIDED,
        json: {
          ok,
          accepted: paths,
          ...installJson(report, dry),
          ...(earlier === undefined ? {} : { earlier }),
        },
        text: (paint) => [
          paint.verdict(
            ok,
            `${dry ? 'would accept' : 'accepted'} ${paths.length} ${paths.length === 1 ? 'edit' : 'edits'}`,
          ),
          ...paths.map((path) => `${paint.dim('accepted edit')}  ${path}`),
          ...installedTargetLines(report.reports, false, paint),
        ],
      };
    };
    return await withKeptCheck(context, place.root, installed, (check) =>
      withProject(place, dry, () => acceptWith(check)),
    );
  },
});

const UNDECIDED = 2;

function nothingEdited({ files }: AgentsLock): Outcome {
  return {
    exit: 0,
    json: { ok: true, accepted: [], written: false },
    text: (paint) => [
      paint.verdict(true, `nothing to accept: ${files.length} files are as the lock says`),
    ],
  };
}

/** A file of the lock, as it was named from the current folder or from the project. */
function lockedFile(
  context: Context,
  { root }: ChangePlace,
  { files }: AgentsLock,
  named: string,
): LockedFile {
  const inside = relative(root, context.resolve(named)).split(sep).join('/');
  const found =
    files.find(({ path }) => path === inside) ?? files.find(({ path }) => path === named);
  if (found !== undefined) return found;
  throw new CodedError('agent_file_unlocked', `${named} is no file that was installed`, {
    hint: 'krci-ai status names what was edited; verify --allow-foreign lets files of your own be',
    where: { file: named },
  });
}

/** The file as the lock has it from now on; none where it is as the lock says already. */
function judgeEdit({ root }: ChangePlace, file: LockedFile, isAll: boolean): readonly LockedFile[] {
  const { base = file.sha256, ...rest } = file;
  const { path } = file;
  const present = presentFiles(root)(path);
  if (present.kind !== 'file') {
    // What is gone, and what leads elsewhere, is no edit.
    if (isAll) return [];
    throw new CodedError('file_missing', `${path} is not there as a file`, {
      hint: 'krci-ai install brings back what is gone',
      where: { file: join(root, path) },
    });
  }
  const { sha256, size } = present;
  if (sha256 === file.sha256) return [];
  if (isUnresolved(bytesAt(root, path))) {
    throw new CodedError('conflict_unresolved', `${path} has the markers of a merge`, {
      hint: 'decide between them, then accept it',
      where: { file: join(root, path) },
    });
  }
  const now = { ...rest, sha256, size };
  return [sha256 === base ? now : { ...now, base }];
}

/** Tool files are made of what stands there: they follow in the same set of changes. */
function accept(
  context: Context,
  place: ChangePlace,
  before: FoundLock,
  {
    accepted,
    dryRun,
    key,
    checkKept: kept,
  }: {
    readonly accepted: readonly LockedFile[];
    readonly dryRun: boolean;
    readonly key: SigningKey | undefined;
    readonly checkKept: KeptCheck;
  },
): InstallReport {
  return installProject(context, place, {
    before,
    parts: [],
    checkKept: kept,
    targets: resolveTargets(before.lock.targets),
    force: false,
    dryRun,
    frozen: false,
    key,
    action: 'accept',
    accepted,
  });
}

function noLock(): CodedError {
  return new CodedError('agent_lock_missing', 'there is no lock: nothing says what was installed', {
    hint: 'go to the project, or begin with krci-ai install',
  });
}
