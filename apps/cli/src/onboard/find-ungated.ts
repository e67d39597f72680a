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
import { tracedRows } from '../hooks/hook-places.ts';
import { toolState } from '../hooks/hook-state.ts';
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

/** Coding tools that the repository bears traces of, in whose settings no hook of this gate stands as it was written. */
function ungatedTools(context: Context): Ungated[] {
  return tracedRows(context.cwd)
    .filter((row) =>
      toolState(context, row, context.cwd).files.every(({ state }) => state !== 'installed'),
    )
    .map(({ id, title }) =>
      note(
        'hook_missing',
        `${title} is used here, and its calls do not ask the gate`,
        `gait hooks install --harness ${id}`,
      ),
    );
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
