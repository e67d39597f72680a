import { resolveTargets, type AgentsLock } from '@gait/agents';
import { CodedError, findNearest } from '@gait/canon';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { withKeptCheck, type KeptCheck } from './install/check-kept.ts';
import { checkLocal } from './install/check-local.ts';
import type { SourcePart } from './install/combine-sources.ts';
import { describeInstall, hasErrors, installJson } from './install/describe-install.ts';
import { installProject } from './install/install-project.ts';
import { openInstallPlace, withProject } from './install/install-place.ts';
import { lockedSource } from './install/locked-source.ts';
import { findLock, finishEarlier } from './install/project-state.ts';
import { assertSigned, signerOf } from './install/signer-of.ts';
import { namesOf } from './name-list.ts';

const UNDECIDED = 2;

/** `krci-ai remove`: some agents out of the project. */
export const command = defineCommand({
  path: ['remove'],
  explain: 'Takes agents out of the project, with what only they need, all or nothing.',
  flags: {
    'dry-run': boolFlag({ help: 'show what would be removed; remove nothing' }),
    force: boolFlag({ help: 'remove what somebody edited, too; a copy is kept', short: 'f' }),
    ...SIGNING_FLAGS,
  },
  positionals: [{ name: 'agent', help: 'names of installed agents', rest: true }],
  example: 'krci-ai remove qa',
  notes: [
    'The source is not asked: what stays is of the version that is installed.',
    'From then on the agents that are left are installed by name: new ones of the source do not come by themselves.',
    'Exit status: 0 removed, 2 something is left to decide, 6 no such agent is installed.',
  ],
  async run(context, { flags, positionals }) {
    const dry = flags['dry-run'];
    // What agents are is part of what the gate stands on.
    if (!dry) assertPerson(context);
    const names = namesOf(positionals, 'AGENT');
    const key = await signerOf(context, flags);
    const place = openInstallPlace(context);
    const earlier = dry ? undefined : finishEarlier(context, place);
    await checkLocal(context, place.root);
    const installed = findLock(place.root)?.lock.sources ?? [];
    const removeWith = (checkKept: KeptCheck): Outcome => {
      const before = findLock(place.root);
      if (before === undefined) throw noLock();
      assertSigned(before.lock, key);
      const gone = names.map((name) => installedAgent(before.lock, name));
      if (before.lock.agents.every((agent) => gone.includes(agent))) throw nothingLeft();
      const report = installProject(context, place, {
        before,
        ...partsWithout(place.root, before.lock, gone),
        checkKept,
        targets: resolveTargets(before.lock.targets),
        force: flags.force,
        dryRun: dry,
        frozen: false,
        key,
        action: 'remove',
      });
      const ok = !hasErrors(report);
      return {
        exit: ok ? 0 : UNDECIDED,
        json: {
          ok,
          gone,
          ...installJson(report, dry),
          ...(earlier === undefined ? {} : { earlier }),
        },
        text: (paint) => [
          paint.verdict(ok, `${dry ? 'would remove' : 'removed'} ${gone.join(', ')}`),
          ...describeInstall(place.root, report, dry, paint),
        ],
      };
    };
    return await withKeptCheck(context, place.root, installed, (check) =>
      withProject(place, dry, () => removeWith(check)),
    );
  },
});

/** What stays of each source that loses agents; one that would have none left goes. */
function partsWithout(
  root: string,
  lock: AgentsLock,
  gone: readonly string[],
): { readonly parts: readonly SourcePart[]; readonly dropped: readonly string[] } {
  const losing = lock.sources
    .filter(({ agents }) => agents.some((agent) => gone.includes(agent)))
    .map((one) => ({ one, agents: one.agents.filter((agent) => !gone.includes(agent)) }));
  return {
    parts: losing
      .filter(({ agents }) => agents.length > 0)
      .map(({ one, agents }) => ({
        source: lockedSource(root, lock, one),
        replaces: one.name,
        choice: { level: one.level, agents },
      })),
    dropped: losing.filter(({ agents }) => agents.length === 0).map(({ one }) => one.name),
  };
}

function installedAgent({ agents }: AgentsLock, name: string): string {
  const found =
    agents.find((agent) => agent === name) ??
    agents.find((agent) => agent.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const nearest = findNearest(name, agents);
  throw new CodedError('agent_unknown', `no agent ${JSON.stringify(name)} is installed`, {
    hint: nearest === undefined ? `installed: ${agents.join(', ')}` : `did you mean ${nearest}`,
  });
}

function nothingLeft(): CodedError {
  return new CodedError('arguments_invalid', 'no agent would be left', {
    hint: 'krci-ai uninstall takes everything away',
  });
}

function noLock(): CodedError {
  return new CodedError('agent_lock_missing', 'there is no lock: nothing says what is installed', {
    hint: 'go to the project, or name it in KRCI_AI_PROJECT_DIR',
  });
}
