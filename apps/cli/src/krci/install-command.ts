import { join } from 'node:path';
import {
  findAgents,
  FOLDER_OF,
  resolveTargets,
  type AgentsLock,
  type TargetReport,
} from '@gait/agents';
import { CodedError } from '@gait/canon';
import { detectHarnesses, type HarnessId } from '@gait/harness';
import { isThere } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, listFlag, textFlag, type Outcome } from '../command.ts';
import { shellQuote } from '../doctor/check.ts';
import type { Context } from '../context.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { frameworkOf } from './install/framework-source.ts';
import { createPaint } from '../paint.ts';
import { withKeptCheck } from './install/check-kept.ts';
import { checkLocal } from './install/check-local.ts';
import { chooseParts } from './install/choose-parts.ts';
import { describeInstall, hasErrors, installJson } from './install/describe-install.ts';
import { installProject, type InstallReport } from './install/install-project.ts';
import { openInstallPlace, rootAbove, withProject } from './install/install-place.ts';
import { findLock, finishEarlier } from './install/project-state.ts';
import { isWanted, proposeChoice } from './install/propose-choice.ts';
import { replacedDiff } from './install/replaced-diff.ts';
import { readLevel } from './install/read-level.ts';
import { assertAsOpened, completed, sourcesOf, waiversOf } from './install/source-of.ts';
import { ALLOW_FLAGS, TRUST_FLAGS } from './pack/trust-flag-specs.ts';
import { signerOf } from './install/signer-of.ts';
import { nameList, namesOf } from './name-list.ts';
import { targetTable } from './target-lines.ts';

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
    agent: listFlag({
      help: 'these agents and what they need, beside those that are installed; may be repeated',
    }),
    agents: listFlag({ help: 'the same as --agent' }),
    ide: listFlag({
      help: 'make the files of these AI coding tools, too: a list, all, or none to take them away',
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
  positionalsAnyCount: true,
  example: 'krci-ai install --level 2 --agent dev,qa --ide cursor,claude',
  notes: [
    'KRCI_AI_PROJECT_DIR names the project; else it is looked for from the current folder up.',
    'Tools: claude, cursor, vscode, devin and others; krci-ai list targets shows them.',
    'At a terminal the first install proposes a level and the tools that the project uses; --yes does not ask.',
    'A project may have several sources: --from adds one, krci-ai uninstall NAME takes one away.',
    'A pack that is installed is replaced by a newer one of the same publisher only, wherever it comes from.',
    'What a pack needs is looked up in the index that KRCI_AI_INDEX names, else named with --with.',
    'A file that somebody edited stays as it is and is told; what lies in .krci-ai/local wins.',
    'With a key (--private-key, or its file in KRCI_AI_PRIVATE_KEY_FILE) lock and audit are signed.',
    'Exit status: 0 installed, 2 --frozen or the source does not agree, or something is left to decide, 6 unknown agent, 8 a link is in the way.',
  ],
  async run(context, { flags, positionals, given, json }) {
    const dry = flags['dry-run'];
    // What agents are is part of what the gate stands on.
    if (!dry) assertPerson(context);
    refuseWords(positionals);
    const said = given.has('level') ? readLevel(flags.level) : undefined;
    const words = [...flags.agent, ...flags.agents];
    const names = namesOf(words);
    if (words.some((list) => nameList(list).length === 0)) throw noAgents();
    if (given.has('from') && flags.from.trim() === '') throw noSource();
    const key = await signerOf(context, flags);
    const place = openInstallPlace(context);
    const earlier = dry ? undefined : finishEarlier(context, place);
    const isFirst = findLock(place.root) === undefined;
    const above = isFirst ? rootAbove(context, place) : undefined;
    if (above !== undefined) {
      const there = `cd ${shellQuote(above)} && krci-ai install`;
      context.warn(`the repository begins above ${place.root}; for all of it: ${there}`);
    }
    const asked = isFirst && json !== true && !dry && ASKED.every((flag) => !given.has(flag));
    const uses = (): readonly HarnessId[] =>
      detectHarnesses((path) => isThere(join(place.root, path)));
    const taken =
      asked && context.io.outIsTerminal() ? await proposeChoice(context, uses()) : undefined;
    const level = taken?.level ?? said;
    // Before the turn in the project is taken: a network or a person may take their time.
    const sync = flags['sync-ide'] && isThere(join(place.root, FOLDER_OF.agent)) && !flags.force;
    const earlierLock = findLock(place.root)?.lock;
    const named = sync ? [] : await sourcesOf(context, flags.from, earlierLock, flags);
    const opened = await completed(context, named, earlierLock, flags);
    await checkLocal(context, place.root);
    // Where everything is installed a name changes nothing; a wrong one is told all the same.
    const [only, ...more] = opened;
    const isWhole = earlierLock?.sources.every(({ selection }) => selection === 'all') === true;
    if (isWhole && names.length > 0 && only !== undefined && more.length === 0) {
      findAgents(frameworkOf(only.source), names);
    }
    const sources = [...(earlierLock?.sources ?? []), ...opened.map(({ source }) => source)];
    return await withKeptCheck(
      context,
      place.root,
      sources,
      async (checkKept): Promise<Outcome> => {
        const install = (dryRun: boolean): InstallReport => {
          const found = findLock(place.root);
          const before = found?.lock;
          assertAsOpened(opened, before?.sources ?? []);
          return installProject(context, place, {
            checkKept,
            before: found,
            parts: chooseParts(opened, before, {
              level,
              names,
              waivers: opened.some(({ source }) => source.check !== undefined)
                ? waiversOf(context, place.root)
                : undefined,
            }),
            targets:
              taken?.targets ?? chosenTargets(flags, flags['sync-ide'] ? uses() : [], before),
            force: flags.force,
            dryRun,
            frozen: flags.frozen,
            key,
          });
        };
        if (json !== true && !dry && context.io.outIsTerminal()) {
          showTargets(context, install(true).reports, findLock(place.root)?.lock);
          if (taken !== undefined && !(await isWanted(context))) return DECLINED;
        }
        return withProject(place, dry, (): Outcome => {
          const report = install(dry);
          const ok = !hasErrors(report);
          return {
            exit: ok ? 0 : UNDECIDED,
            json: {
              ok,
              ...installJson(report, dry),
              ...(dry ? { diff: replacedDiff(place.root, report.plan) } : {}),
              ...(earlier === undefined ? {} : { earlier }),
              ...(above === undefined ? {} : { git_root: above }),
            },
            text: (paint) => [
              ...describeInstall(place.root, report, dry, paint),
              ...(dry ? replacedDiff(place.root, report.plan) : []),
            ],
          };
        });
      },
    );
  },
});

const UNDECIDED = 2;

const DECLINED: Outcome = {
  exit: 0,
  json: { ok: true, written: false, declined: true },
  text: (paint) => [paint.dim('nothing was changed')],
};

/** What tools that are new to the project can express, before anything is written for them. */
function showTargets(
  context: Context,
  reports: readonly TargetReport[],
  before: AgentsLock | undefined,
): void {
  const fresh = reports.filter(({ target }) => before?.targets.includes(target) !== true);
  if (fresh.length === 0) return;
  const paint = createPaint({ colour: false, width: context.width() });
  context.io.err(`${paint.render(targetTable(fresh, new Set(), paint))}\n`);
}

/** Whoever wrote one of these knows what he wants: nothing is proposed. */
const ASKED = ['level', 'agent', 'agents', 'ide', 'all', 'sync-ide', 'frozen', 'yes'];

/** Whoever writes `install dev` means one agent, and would get all of them. */
function refuseWords(words: readonly string[]): void {
  const [word] = words;
  if (word === undefined) return;
  throw new CodedError('arguments_invalid', `install takes no word ${JSON.stringify(word)}`, {
    hint: `agents are named so: krci-ai install --agent ${words.join(',')}`,
  });
}

function noSource(): CodedError {
  return new CodedError('flag_invalid', '--from names no source', {
    hint: 'a folder, a zip, https://, git+ or oci:// address; leave --from out for what is installed',
    where: { field: '--from' },
  });
}

function noAgents(): CodedError {
  return new CodedError('agent_unknown', 'no agent is named', {
    hint: 'leave --agent out for all of them',
    where: { field: '--agent' },
  });
}

/** The tools that were named, added to those that there are files for; `none` takes all away. */
function chosenTargets(
  flags: { readonly ide: readonly string[]; readonly all: boolean },
  found: readonly HarnessId[],
  before: AgentsLock | undefined,
): readonly HarnessId[] {
  const asked = namesOf(flags.ide);
  if (flags.ide.some((list) => nameList(list).length === 0)) throw noTargets();
  if (flags.all && asked.some((name) => name.toLowerCase() !== 'all')) throw twoWays();
  const named = flags.all ? ['all'] : asked;
  if (named.length === 1 && named[0]?.toLowerCase() === 'none') return [];
  return resolveTargets([...(before?.targets ?? []), ...named, ...found]);
}

/** `-a` looks like a short form of --agent. */
function twoWays(): CodedError {
  return new CodedError('flag_invalid', '--all (-a) means all tools, and --ide names some', {
    hint: 'take one of the two; agents are named with --agent',
    where: { field: '--all' },
  });
}

function noTargets(): CodedError {
  return new CodedError('target_unknown', 'no AI coding tool is named', {
    hint: 'name some, or all, or leave --ide out',
    where: { field: '--ide' },
  });
}
