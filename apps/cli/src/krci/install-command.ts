import { join } from 'node:path';
import { FOLDER_OF, resolveTargets, type AgentsLock } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { detectHarnesses, type HarnessId } from '@gait/harness';
import { isThere } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { chooseParts } from './install/choose-parts.ts';
import { describeInstall, installJson } from './install/describe-install.ts';
import { installProject } from './install/install-project.ts';
import { openInstallPlace, withProject } from './install/install-place.ts';
import { findLock, finishEarlier } from './install/project-state.ts';
import { proposeChoice } from './install/propose-choice.ts';
import { replacedDiff } from './install/replaced-diff.ts';
import { readLevel } from './install/read-level.ts';
import { assertAsOpened, sourcesOf, waiversOf } from './install/source-of.ts';
import { ALLOW_FLAGS, TRUST_FLAGS } from './pack/trust-flag-specs.ts';
import { signerOf } from './install/signer-of.ts';
import { nameList } from './name-list.ts';

/** `krci-ai install`: agents and what they need, into the project. */
export const command = defineCommand({
  path: ['install'],
  explain:
    'Installs agents and what they need into the project, all or nothing, and writes the lock.',
  flags: {
    level: textFlag({
      help: '1 agents, 2 and tasks and skills, 3 and templates, 4 and data; default 4, or as installed',
      value: '1..4',
    }),
    agent: textFlag({ help: 'only these agents and what they need', value: 'LIST' }),
    agents: textFlag({ help: 'the same as --agent', value: 'LIST' }),
    ide: textFlag({
      help: 'make the files of these AI coding tools, too: a list, all, or none to take them away',
      value: 'LIST',
      short: 'i',
    }),
    all: boolFlag({ help: 'the same as --ide all', short: 'a' }),
    'sync-ide': boolFlag({
      help: 'only make the files of those tools anew that the project uses, of the agents in it',
    }),
    from: textFlag({
      help: 'adds a folder, a zip, https://, git+ or oci:// address, or builtin; default: what is installed, else the framework in this program',
      value: 'SOURCE',
    }),
    yes: boolFlag({ help: 'do not ask; the defaults count', short: 'y' }),
    frozen: boolFlag({ help: 'install what the lock says, or fail' }),
    'dry-run': boolFlag({ help: 'show what would be done; write nothing' }),
    force: boolFlag({ help: 'replace what somebody edited; a copy is kept', short: 'f' }),
    with: textFlag({ help: 'further sources in the same step: their addresses', value: 'LIST' }),
    ...ALLOW_FLAGS,
    ...TRUST_FLAGS,
    'blob-host': textFlag({
      help: 'other hosts that a registry may send to for contents',
      value: 'LIST',
    }),
    ...SIGNING_FLAGS,
  },
  positionals: [
    { name: 'nothing', help: 'further words are not looked at', optional: true, rest: true },
  ],
  example: 'krci-ai install --level 2 --agent dev,qa --ide cursor,claude',
  notes: [
    'KRCI_AI_PROJECT_DIR names the project; else it is looked for from the current folder up.',
    'Tools: claude, cursor, vscode, devin and others; krci-ai list targets shows them.',
    'At a terminal the first install proposes a level and the tools that the project uses; --yes does not ask.',
    'A project may have several sources: --from adds one, krci-ai uninstall NAME takes one away.',
    'A pack that is installed is replaced by a newer one of the same publisher only, wherever it comes from.',
    'A file that somebody edited stays as it is and is told; what lies in .krci-ai/local wins.',
    'With a key (--private-key, or its file in KRCI_AI_PRIVATE_KEY_FILE) lock and audit are signed.',
    'Exit status: 0 installed, 2 --frozen or the source does not agree, 6 unknown agent, 8 a link is in the way.',
  ],
  async run(context, { flags, given, json }) {
    const dry = flags['dry-run'];
    // What agents are is part of what the gate stands on.
    if (!dry) assertPerson(context);
    const said = flags.level === '' ? undefined : readLevel(flags.level);
    const named = [flags.agent, flags.agents].filter((list) => list !== '');
    const names = named.flatMap((list) => nameList(list));
    if (named.length > 0 && names.length === 0) throw noAgents();
    const key = await signerOf(context, flags);
    const place = openInstallPlace(context, dry);
    const earlier = dry ? undefined : finishEarlier(context, place);
    const isFirst = findLock(place.root) === undefined;
    const asked = isFirst && json !== true && !dry && ASKED.every((flag) => !given.has(flag));
    const uses = (): readonly HarnessId[] =>
      detectHarnesses((path) => isThere(join(place.root, path)));
    const taken =
      asked && context.io.outIsTerminal() ? await proposeChoice(context, uses()) : undefined;
    const level = taken?.level ?? said;
    // Before the turn in the project is taken: a network or a person may take their time.
    const sync = flags['sync-ide'] && isThere(join(place.root, FOLDER_OF.agent)) && !flags.force;
    const opened = sync
      ? []
      : await sourcesOf(context, flags.from, findLock(place.root)?.lock, flags);
    return withProject(place, dry, (): Outcome => {
      const found = findLock(place.root);
      const before = found?.lock;
      assertAsOpened(opened, before?.sources ?? []);
      const report = installProject(context, place, {
        before: found,
        parts: chooseParts(opened, before, {
          level,
          names,
          waivers: opened.some(({ source }) => source.check !== undefined)
            ? waiversOf(context, place.root)
            : undefined,
        }),
        targets: taken?.targets ?? chosenTargets(flags, flags['sync-ide'] ? uses() : [], before),
        force: flags.force,
        dryRun: dry,
        frozen: flags.frozen,
        key,
      });
      return {
        exit: 0,
        json: {
          ok: true,
          ...installJson(report, dry),
          ...(dry ? { diff: replacedDiff(place.root, report.plan) } : {}),
          ...(earlier === undefined ? {} : { earlier }),
        },
        text: (paint) => [
          ...describeInstall(place.root, report, dry, paint),
          ...(dry ? replacedDiff(place.root, report.plan) : []),
        ],
      };
    });
  },
});

/** Whoever wrote one of these knows what he wants: nothing is proposed. */
const ASKED = ['level', 'agent', 'agents', 'ide', 'all', 'sync-ide', 'frozen', 'yes'];

function noAgents(): CodedError {
  return new CodedError('agent_unknown', 'no agent is named', {
    hint: 'leave --agent out for all of them',
    where: { field: '--agent' },
  });
}

/** The tools that were named, added to those that there are files for; `none` takes all away. */
function chosenTargets(
  flags: { readonly ide: string; readonly all: boolean },
  found: readonly HarnessId[],
  before: AgentsLock | undefined,
): readonly HarnessId[] {
  const named = flags.all ? ['all'] : nameList(flags.ide);
  if (!flags.all && flags.ide !== '' && named.length === 0) throw noTargets();
  if (named.length === 1 && named[0]?.toLowerCase() === 'none') return [];
  return resolveTargets([...(before?.targets ?? []), ...named, ...found]);
}

function noTargets(): CodedError {
  return new CodedError('target_unknown', 'no AI coding tool is named', {
    hint: 'name some, or all, or leave --ide out',
    where: { field: '--ide' },
  });
}
