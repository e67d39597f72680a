import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '@gait/gate';
import {
  approvalFiles,
  gitRoot,
  isIgnored,
  loadTrust,
  PROJECT_CONFIG,
  readKillSwitch,
  type GateDefaults,
} from '@gait/local';
import {
  judgeRevocations,
  revocationFault,
  revocationRepair,
} from '../approve/judge-revocations.ts';
import type { Context } from '../context.ts';
import { isInside } from '../home-path.ts';
import { shellWord } from '../shell-word.ts';
import { initCommand, keyFolder, placeOf } from './project-places.ts';
import { edit, gap, messageOf, note, type Ungated } from './ungated-finding.ts';

const EDIT_CONFIG = edit(PROJECT_CONFIG);

/** What the project's defaults leave open. Never throws for what it finds. */
export function configGaps(
  context: Context,
  defaults: GateDefaults,
  { policyPath, policy }: { readonly policyPath: string; readonly policy: Policy },
): Ungated[] {
  const { profile, policy: configured } = defaults;
  const named = placeOf(context, configured);
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
            `gate.policy ${configured === '' ? 'is not set' : `names ${configured}`}: this policy decides nothing by itself`,
            EDIT_CONFIG,
          ),
        ]),
    ...keyGaps(context, defaults),
    ...approverGaps(context, defaults),
    ...revocationGaps(context, defaults),
    ...refusedSettings(defaults),
    ...killSwitchGaps(context, defaults),
    ...(isBroker(defaults.credential_broker) ||
    !policy.rules.some((rule) => rule.require_broker_credential)
      ? []
      : [
          note(
            'broker_unset',
            'a rule asks for a credential from a broker, and gate.credential_broker is not set',
            EDIT_CONFIG,
          ),
        ]),
    ...(defaults.rate_limit_state === ''
      ? [note('limit_state_unset', 'gate.rate_limit_state is not set', EDIT_CONFIG)]
      : []),
  ];
}

function keyGaps(context: Context, defaults: GateDefaults): Ungated[] {
  const path = placeOf(context, defaults.private_key);
  if (path === undefined) {
    if (defaults.private_key_env !== '') return [];
    return [
      gap('key_unset', 'gate.private_key is not set: decisions cannot be signed', EDIT_CONFIG),
    ];
  }
  const shown = shellWord(defaults.private_key.startsWith('~/') ? path : defaults.private_key);
  const about = statSync(path, { throwIfNoEntry: false });
  if (about === undefined) {
    return [
      gap(
        'key_missing',
        `the key ${defaults.private_key} is not there: every call is blocked`,
        initCommand(context),
      ),
    ];
  }
  const folder = shellWord(`${keyFolder(context)}/`);
  const root = gitRoot(join(path, '..'));
  const others = context.platform === 'win32' ? 0 : about.mode & 0o077;
  return [
    ...(root === undefined
      ? []
      : [
          gap(
            'key_in_repository',
            `the key ${defaults.private_key} lies in the repository ${root}${isIgnored(path, root, context.env) === 'yes' ? '' : ' and git does not ignore it'}: an agent can read it`,
            `mkdir -p ${folder} && mv ${shown} ${folder} && ${EDIT_CONFIG}`,
          ),
        ]),
    ...(others === 0
      ? []
      : [
          gap(
            'key_permissions',
            `others can use the key ${defaults.private_key}`,
            `chmod 600 ${shown}`,
          ),
        ]),
  ];
}

function approverGaps(context: Context, defaults: GateDefaults): Ungated[] {
  const add = `${initCommand(context)} --approver NAME`;
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
    return [
      gap(
        'approval_trust_unset',
        'gate.approval_trust is not set: nobody can approve',
        EDIT_CONFIG,
      ),
    ];
  }
  if (!existsSync(path)) {
    return [
      gap(
        'approval_trust_missing',
        `${defaults.approval_trust} is not there: nobody can approve`,
        add,
      ),
    ];
  }
  if (isInside(path, context.cwd)) {
    const why = `${defaults.approval_trust} lies in the repository: whoever writes there names who approves`;
    return [gap('approval_trust_in_repository', why, EDIT_CONFIG)];
  }
  try {
    const approvers = loadTrust(path).keys.filter(
      ({ roles }) => roles?.includes('approver') === true,
    );
    if (approvers.length > 0) return [];
    return [gap('approval_trust_empty', `${defaults.approval_trust} names no approver`, add)];
  } catch (error) {
    const word = shellWord(path);
    return [gap('approval_trust_unreadable', messageOf(context, error), edit(word))];
  }
}

/** A list that the gate does not believe stops every call that brings an approval. */
function revocationGaps(context: Context, defaults: GateDefaults): Ungated[] {
  const fault = judgeRevocations(context, defaults);
  if (fault === undefined) return [];
  const open = edit(shellWord(approvalFiles(context).revocations));
  const why = `${revocationFault(fault)}: no approval counts`;
  return [gap('revocations_refused', why, revocationRepair(context, defaults, fault, open))];
}

/** Settings that a gate refuses in a repository's configuration: with them no call is decided. */
function refusedSettings(defaults: GateDefaults): Ungated[] {
  const unnamed = [
    'approval_public_key',
    'approval_public_key_env',
    'approval_private_key',
    'approval_private_key_env',
  ] as const;
  const key = unnamed.find((name) => defaults[name] !== '');
  const isStrict = defaults.profile.toLowerCase() === 'strict';
  const hasCommand = defaults.credential_command !== '' || defaults.credential_command_args !== '';
  return [
    ...(isStrict && key !== undefined
      ? [
          gap(
            'approver_key_unnamed',
            `gate.${key} does not say whose key it is: profile strict refuses it`,
            EDIT_CONFIG,
          ),
        ]
      : []),
    ...(hasCommand && defaults.credential_broker.toLowerCase() === 'command'
      ? [
          gap(
            'config_command_refused',
            'gate.credential_command in a repository says which program runs: the gate refuses it',
            EDIT_CONFIG,
          ),
        ]
      : []),
  ];
}

function killSwitchGaps(context: Context, defaults: GateDefaults): Ungated[] {
  const path = placeOf(context, defaults.kill_switch_state);
  if (path === undefined) {
    const why =
      'gate.kill_switch_state is not set: a switch stops calls only while .gait-out/kill_switch_state.json is there, and nobody would miss it';
    return [gap('kill_switch_unset', why, EDIT_CONFIG)];
  }
  if (!existsSync(path)) {
    return [
      gap(
        'kill_switch_missing',
        `${defaults.kill_switch_state} is not there`,
        initCommand(context),
      ),
    ];
  }
  try {
    readKillSwitch(path, 'strict');
    return [];
  } catch (error) {
    // Every command on the switch reads the state first, and to make it anew would lift what it stops.
    return [gap('kill_switch_unreadable', messageOf(context, error), edit(shellWord(path)))];
  }
}

function isBroker(name: string): boolean {
  return name !== '' && name.toLowerCase() !== 'off';
}
