import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError, trimSpace } from '@gait/canon';
import { actionTools, type Policy } from '@gait/gate';
import {
  gitRoot,
  isIgnored,
  loadTrust,
  missingIgnoreRules,
  PROJECT_CONFIG,
  readKillSwitch,
  type GateDefaults,
  type RepositoryScan,
} from '@gait/local';
import type { Context } from '../context.ts';
import { fromHome } from '../home-path.ts';
import { shellWord } from '../shell-word.ts';
import { toCodedError } from '../to-coded-error.ts';
import { findToolSettings } from './find-tool-settings.ts';
import { judgeTrust } from './judge-trust.ts';
import { IGNORED, placeOf, projectDefaults } from './project-places.ts';

/** A way around the gate, or something without which it cannot do its work. */
export interface Ungated {
  readonly code: string;
  /** `gap`: a call can pass, or the gate cannot decide. `note`: worth a look. */
  readonly severity: 'gap' | 'note';
  readonly why: string;
  /** A command that repairs it, or opens the file in which it is repaired. */
  readonly command: string;
}

/** What the search starts from. */
export interface UngatedQuestion {
  readonly policyPath: string;
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly scan: RepositoryScan;
}

const EDIT_CONFIG = edit(PROJECT_CONFIG);
const INIT = 'gait init';

/** Lists what the gate does not cover in this repository, most important first. Never throws for what it finds. */
export function findUngated(context: Context, question: UngatedQuestion): Ungated[] {
  let defaults: GateDefaults | undefined;
  const unreadable: Ungated[] = [];
  try {
    defaults = projectDefaults(context);
  } catch (error) {
    unreadable.push(gap('config_unreadable', messageOf(context, error), EDIT_CONFIG));
  }
  return [
    ...unreadable,
    ...(defaults === undefined && unreadable.length === 0
      ? [gap('config_missing', `${PROJECT_CONFIG} is missing: no profile, key or state is set`, INIT)]
      : []),
    ...(defaults === undefined ? [] : configGaps(context, defaults, question)),
    ...policyGaps(context, question),
    ...toolGaps(question),
    ...findToolSettings(context.cwd)
      .filter(({ asksGate }) => !asksGate)
      .map(({ tool, path }) =>
        gap('hook_missing', `${tool} runs here, and ${path} sends no call to the gate`, edit(path)),
      ),
    ...missingIgnoreRules(context.cwd, IGNORED).map((folder) =>
      note('state_not_ignored', `git does not ignore ${folder}`, INIT),
    ),
  ];
}

function configGaps(
  context: Context,
  defaults: GateDefaults,
  { policyPath }: UngatedQuestion,
): Ungated[] {
  const { profile, policy } = defaults;
  const named = placeOf(context, policy);
  return [
    ...(profile.toLowerCase() === 'strict'
      ? []
      : [
          gap(
            'profile_not_strict',
            `gate.profile is ${profile === '' ? 'not set' : profile}, not strict: approvals count more than once, credentials need no broker`,
            EDIT_CONFIG,
          ),
        ]),
    ...(named === context.resolve(policyPath)
      ? []
      : [
          gap(
            'policy_not_configured',
            `gate.policy ${policy === '' ? 'is not set' : `names ${policy}`}: this policy decides nothing by itself`,
            EDIT_CONFIG,
          ),
        ]),
    ...keyGaps(context, defaults),
    ...approverGaps(context, defaults),
    ...killSwitchGaps(context, defaults),
    ...(defaults.rate_limit_state === ''
      ? [note('limit_state_unset', 'gate.rate_limit_state is not set', EDIT_CONFIG)]
      : []),
  ];
}

function keyGaps(context: Context, defaults: GateDefaults): Ungated[] {
  const path = placeOf(context, defaults.private_key);
  if (path === undefined) {
    if (defaults.private_key_env !== '') return [];
    return [gap('key_unset', 'gate.private_key is not set: decisions cannot be signed', EDIT_CONFIG)];
  }
  const shown = shellWord(defaults.private_key.startsWith('~/') ? path : defaults.private_key);
  const about = statSync(path, { throwIfNoEntry: false });
  if (about === undefined) {
    return [gap('key_missing', `the key ${defaults.private_key} is not there: every call is blocked`, INIT)];
  }
  const root = gitRoot(join(path, '..'));
  const others = context.platform === 'win32' ? 0 : about.mode & 0o077;
  return [
    ...(root === undefined
      ? []
      : [
          gap(
            'key_in_repository',
            `the key ${defaults.private_key} lies in the repository ${root}${isIgnored(path, root, context.env) === 'yes' ? '' : ' and git does not ignore it'}: an agent can read it`,
            `mv ${shown} ${shellWord(fromHome('~/.config/gait/keys/', context.home))}`,
          ),
        ]),
    ...(others === 0
      ? []
      : [gap('key_permissions', `others can use the key ${defaults.private_key}`, `chmod 600 ${shown}`)]),
  ];
}

function approverGaps(context: Context, defaults: GateDefaults): Ungated[] {
  const add = 'gait init --approver NAME';
  const path = placeOf(context, defaults.approval_trust);
  const others = [defaults.approval_public_key, defaults.approval_public_key_env];
  if (path === undefined) {
    if (others.some((source) => source !== '')) {
      return [
        note(
          'approval_trust_unset',
          'approvals are checked with one key: nobody can tell two approvers apart',
          EDIT_CONFIG,
        ),
      ];
    }
    return [gap('approval_trust_unset', 'gate.approval_trust is not set: nobody can approve', EDIT_CONFIG)];
  }
  if (!existsSync(path)) {
    return [gap('approval_trust_missing', `${defaults.approval_trust} is not there: nobody can approve`, add)];
  }
  try {
    const approvers = loadTrust(path).keys.filter(({ roles }) => roles?.includes('approver') === true);
    if (approvers.length > 0) return [];
    return [gap('approval_trust_empty', `${defaults.approval_trust} names no approver`, add)];
  } catch (error) {
    const word = shellWord(path);
    return [gap('approval_trust_unreadable', messageOf(context, error), edit(word))];
  }
}

function killSwitchGaps(context: Context, defaults: GateDefaults): Ungated[] {
  const path = placeOf(context, defaults.kill_switch_state);
  if (path === undefined) {
    const why = 'gate.kill_switch_state is not set: nothing can stop calls at once';
    return [gap('kill_switch_unset', why, EDIT_CONFIG)];
  }
  if (!existsSync(path)) {
    return [gap('kill_switch_missing', `${defaults.kill_switch_state} is not there`, INIT)];
  }
  try {
    readKillSwitch(path, 'strict');
    return [];
  } catch (error) {
    return [gap('kill_switch_unreadable', messageOf(context, error), `gait kill-switch list --state ${shellWord(path)}`)];
  }
}

function policyGaps(context: Context, { policy, policyPath, policyDigest }: UngatedQuestion): Ungated[] {
  const word = shellWord(policyPath);
  const untrusted = judgeTrust(context, context.resolve(policyPath), policyDigest);
  return [
    ...(untrusted === undefined
      ? []
      : [gap('policy_untrusted', untrusted, `gait trust ${word}`)]),
    ...(policy.default_verdict === 'allow'
      ? [gap('default_allow', 'what no rule matches is allowed', edit(word))]
      : []),
  ];
}

/** Under another default than `allow` a tool without a rule is stopped, which may not be meant. */
function toolGaps({ policy, policyPath, scan }: UngatedQuestion): Ungated[] {
  const named = new Set(policy.rules.flatMap(({ match }) => match.tool_names));
  const tools = actionTools(scan.toolNames).filter((tool) => !named.has(tool));
  const command = edit(shellWord(policyPath));
  const make = policy.default_verdict === 'allow' ? gap : note;
  return [
    ...tools.map((tool) => make('tool_without_rule', `no rule names the tool ${tool}`, command)),
    ...(policy.mcp_trust.enabled
      ? []
      : scan.servers.map(({ name, path }) =>
          make('mcp_server_untrusted', `${path} sets up the MCP server ${name}, and the policy has no mcp_trust`, command),
        )),
    ...scan.faults.map(({ message, where }) =>
      note('file_unreadable', message, edit(shellWord(where.file ?? '.'))),
    ),
  ];
}

function gap(code: string, why: string, command: string): Ungated {
  return { code, severity: 'gap', why, command };
}

function note(code: string, why: string, command: string): Ungated {
  return { code, severity: 'note', why, command };
}

function edit(word: string): string {
  return `"\${EDITOR:-vi}" ${word}`;
}

function messageOf(context: Context, error: unknown): string {
  return trimSpace((isCodedError(error) ? error : toCodedError(error, context.env)).message);
}
