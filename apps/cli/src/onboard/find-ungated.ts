import { callableTools, type Policy } from '@gait/gate';
import {
  missingIgnoreRules,
  PROJECT_CONFIG,
  type GateDefaults,
  type RepositoryScan,
} from '@gait/local';
import type { Context } from '../context.ts';
import { shellWord } from '../shell-word.ts';
import { configGaps } from './config-gaps.ts';
import { inGit } from '../hooks/hook-in-git.ts';
import { hookableRows, placesOf, readSettings, tracedRows } from '../hooks/hook-places.ts';
import { offText, toolState, type ToolState } from '../hooks/hook-state.ts';
import { judgeTrust } from './judge-trust.ts';
import { IGNORED, initCommand, projectDefaults } from './project-places.ts';
import { edit, gap, messageOf, note, type Ungated } from './ungated-finding.ts';

/** What the search starts from. */
export interface UngatedQuestion {
  readonly policyPath: string;
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly scan: RepositoryScan;
}

/** Lists what the gate does not cover in this repository, most important first. Never throws for what it finds. */
export function findUngated(context: Context, question: UngatedQuestion): Ungated[] {
  const init = initCommand(context);
  let defaults: GateDefaults | undefined;
  const unreadable: Ungated[] = [];
  try {
    defaults = projectDefaults(context);
  } catch (error) {
    unreadable.push(gap('config_unreadable', messageOf(context, error), edit(PROJECT_CONFIG)));
  }
  return [
    ...unreadable,
    ...(defaults === undefined && unreadable.length === 0
      ? [
          gap(
            'config_missing',
            `${PROJECT_CONFIG} is missing: no profile, key or state is set`,
            init,
          ),
        ]
      : []),
    ...(defaults === undefined ? [] : configGaps(context, defaults, question)),
    ...policyGaps(context, question),
    ...toolGaps(question),
    ...ungatedTools(context),
    ...missingIgnoreRules(context.cwd, IGNORED).map((folder) =>
      note('state_not_ignored', `git does not ignore ${folder}`, init),
    ),
  ];
}

/**
 * Coding tools of the repository: those in whose settings no hook of this gate stands as it was
 * written, those that were told to start none, and hooks that a commit would carry elsewhere.
 */
function ungatedTools(context: Context): Ungated[] {
  const traced = new Set(tracedRows(context.cwd).map(({ id }) => id));
  return hookableRows()
    .map((row) => toolState(context, row, context.cwd))
    .filter(({ row, files }) => traced.has(row.id) || files.some(({ state }) => state !== 'absent'))
    .flatMap((state) => toolFindings(context, state));
}

function toolFindings(context: Context, { row, files, switchedOff }: ToolState): Ungated[] {
  const { id, title } = row;
  const places = placesOf(row, 'project', { project: context.cwd, home: context.home });
  const tracked = places.filter((place) => {
    const state = files.find(({ path }) => path === place.path)?.state ?? 'absent';
    return state !== 'absent' && inGit(context, row, place, readSettings(place.path)) === 'tracked';
  });
  const [off] = switchedOff;
  return [
    ...(off === undefined
      ? []
      : [
          gap(
            'hook_switched_off',
            `${title}: ${offText(off)}; its calls do not ask the gate`,
            edit(shellWord(off.path)),
          ),
        ]),
    ...(off === undefined && files.every(({ state }) => state !== 'installed')
      ? [
          note(
            'hook_missing',
            `${title} is used here, and its calls do not ask the gate`,
            `gait hooks install --harness ${id}`,
          ),
        ]
      : []),
    ...tracked.map(({ path }) =>
      note(
        'hook_file_tracked',
        `git tracks ${path}, in which a hook names paths of this machine`,
        `git rm --cached ${shellWord(path)}`,
      ),
    ),
  ];
}

function policyGaps(
  context: Context,
  { policy, policyPath, policyDigest }: UngatedQuestion,
): Ungated[] {
  const word = shellWord(policyPath);
  const untrusted = judgeTrust(context, {
    file: context.resolve(policyPath),
    digest: policyDigest,
    shown: policyPath,
  });
  return [
    ...(untrusted === undefined ? [] : [gap('policy_untrusted', untrusted.why, untrusted.repair)]),
    ...(policy.default_verdict === 'allow'
      ? [gap('default_allow', 'what no rule matches is allowed', edit(word))]
      : []),
  ];
}

/**
 * Under another default than `allow` a tool without a rule is stopped, which may not be meant.
 * Names that do not look like an action count too: `get_secrets` only reads.
 */
function toolGaps({ policy, policyPath, scan }: UngatedQuestion): Ungated[] {
  const named = new Set(policy.rules.flatMap(({ match }) => match.tool_names));
  const tools = callableTools(scan.toolNames).filter((tool) => !named.has(tool));
  const command = edit(shellWord(policyPath));
  const make = policy.default_verdict === 'allow' ? gap : note;
  return [
    ...tools.map((tool) => make('tool_without_rule', `no rule names the tool ${tool}`, command)),
    ...(policy.mcp_trust.enabled
      ? []
      : scan.servers.map(({ name, path }) =>
          make(
            'mcp_server_untrusted',
            `${path} sets up the MCP server ${name}, and the policy has no mcp_trust`,
            command,
          ),
        )),
    ...scan.faults.map(({ message, where }) =>
      note('file_unreadable', message, edit(shellWord(where.file ?? '.'))),
    ),
  ];
}
