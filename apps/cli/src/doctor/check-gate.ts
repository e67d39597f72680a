import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isCodedError, type CodedError } from '@gait/canon';
import { parsePolicy, policyDigest } from '@gait/gate';
import {
  approvalFiles,
  findProject,
  loadProjectConfig,
  openSpendLedger,
  PROJECT_CONFIG,
  readDenials,
  readKillSwitch,
  readWhole,
  type FoundProject,
  type GateDefaults,
} from '@gait/local';
import {
  judgeRevocations,
  revocationFault,
  revocationRepair,
} from '../approve/judge-revocations.ts';
import type { Context } from '../context.ts';
import { judgeTrust } from '../onboard/judge-trust.ts';
import { initCommand, placeOf } from '../onboard/project-places.ts';
import type { Place } from './check-folders.ts';
import { fail, pass, shellQuote, warn, type Check } from './check.ts';
import type { KeyFile } from './check-keys.ts';
import { walkFiles, type FoundFile } from './walk-output.ts';

/** What the gate of a project stands on, as its defaults name it. */
export interface GateOfProject {
  readonly checks: readonly Check[];
  /** Undefined: there are none, or they cannot be read. */
  readonly defaults?: GateDefaults;
  /** Keys that its defaults name. */
  readonly keys: readonly KeyFile[];
  /** What lies beside the counters of its limits. */
  readonly besideLimits: readonly FoundFile[];
}

const NOTHING: GateOfProject = { checks: [], keys: [], besideLimits: [] };
const NO_DIGEST = '0'.repeat(64);
const MOST_FILES = 2000;

/** Looks at the gate of a project; at nothing where the project has no defaults. */
export function checkGate(context: Context, workdir: Place): GateOfProject {
  let project: FoundProject | undefined;
  const lost = attempt(() => (project = findProject(workdir.path)));
  if (lost !== undefined) {
    const look = `ls -ld ${shellQuote(lost.where.file ?? workdir.path)}`;
    return { ...NOTHING, checks: [fail('gate_config', messageOf(lost), look)] };
  }
  if (project === undefined) return NOTHING;
  const { root, config } = project;
  // The paths in the defaults start from the project.
  const inside: Context = {
    ...context,
    cwd: root,
    resolve: (path) => resolveIn(root, path),
  };
  let defaults: GateDefaults | undefined;
  const read = attempt(() => (defaults = loadProjectConfig(config, true)));
  if (defaults === undefined) {
    return { ...NOTHING, checks: [fail('gate_config', messageOf(read), edit(PROJECT_CONFIG))] };
  }
  return {
    checks: [
      pass('gate_config', `${PROJECT_CONFIG} can be read`),
      ...checkPolicy(inside, defaults),
      ...checkKey(inside, defaults),
      ...checkKillSwitch(inside, defaults),
      ...checkLedgers(context, inside, defaults),
    ],
    defaults,
    keys: keysOf(inside, defaults),
    besideLimits: besideLimits(inside, defaults),
  };
}

function resolveIn(folder: string, path: string): string {
  return process.getBuiltinModule('node:path').resolve(folder, path);
}

function checkPolicy(context: Context, defaults: GateDefaults): Check[] {
  const name = 'gate_policy';
  const severe = severity(defaults);
  const path = placeOf(context, defaults.policy);
  if (path === undefined) return [warn(name, 'gate.policy is not set', edit(PROJECT_CONFIG))];
  let digest = '';
  const fault = attempt(() => {
    digest = policyDigest(parsePolicy(readWhole(path), { file: defaults.policy }));
  });
  if (fault !== undefined) {
    const init =
      fault.code === 'file_missing' ? initCommand(context) : edit(shellQuote(defaults.policy));
    return [severe(name, messageOf(fault), init)];
  }
  const untrusted = judgeTrust(context, { file: path, digest, shown: defaults.policy });
  if (untrusted === undefined) return [pass(name, `${defaults.policy} can be read and is trusted`)];
  return [severe(name, untrusted.why, untrusted.repair)];
}

/** Whether there is one; how it is kept is looked at with the other keys. */
function checkKey(context: Context, defaults: GateDefaults): Check[] {
  const path = placeOf(context, defaults.private_key);
  if (path === undefined || existsSync(path)) return [];
  return [
    severity(defaults)(
      'gate_key',
      `the key ${defaults.private_key} is not there`,
      initCommand(context),
    ),
  ];
}

function checkKillSwitch(context: Context, defaults: GateDefaults): Check[] {
  const name = 'gate_kill_switch';
  const path = placeOf(context, defaults.kill_switch_state);
  if (path === undefined) {
    return [warn(name, 'gate.kill_switch_state is not set', edit(PROJECT_CONFIG))];
  }
  const fault = attempt(() => void readKillSwitch(path, 'strict'));
  if (fault === undefined) return [pass(name, 'the state of the kill switch can be read')];
  const init = fault.code === 'file_missing' ? initCommand(context) : `ls -l ${shellQuote(path)}`;
  return [severity(defaults)(name, messageOf(fault), init)];
}

/** Under `strict` no call passes without these; elsewhere the flags of a call may name others. */
function severity({ profile }: GateDefaults): typeof fail {
  return profile.toLowerCase() === 'strict' ? fail : warn;
}

/** What this machine knows of approvals: used, denied, withdrawn. A file that is not there is none. */
function checkLedgers(context: Context, inside: Context, defaults: GateDefaults): Check[] {
  const files = approvalFiles(context);
  const found = [
    ledger('gate_ledger', files.spent, () => void openSpendLedger(files.spent).used()),
    ledger('gate_denials', files.denials, () => void readDenials(files.denials, NO_DIGEST)),
    checkRevocations(inside, defaults, files.revocations),
  ].flat();
  return found.length > 0
    ? found
    : [pass('gate_ledger', 'approvals, denials and withdrawals can be read')];
}

function checkRevocations(context: Context, defaults: GateDefaults, path: string): Check[] {
  const fault = judgeRevocations(context, defaults);
  if (fault === undefined) return [];
  const command = revocationRepair(context, defaults, fault, `ls -l ${shellQuote(path)}`);
  return [fail('gate_revocations', revocationFault(fault), command)];
}

function ledger(name: string, path: string, read: () => void): Check[] {
  if (!existsSync(path)) return [];
  const fault = attempt(read);
  if (fault === undefined) return [];
  const word = shellQuote(path);
  const command = fault.code.endsWith('_permissions') ? `chmod 600 ${word}` : `ls -l ${word}`;
  return [fail(name, messageOf(fault), command)];
}

function keysOf(context: Context, defaults: GateDefaults): KeyFile[] {
  const halves = [
    ['private', defaults.private_key],
    ['public', defaults.approval_public_key],
    ['private', defaults.approval_private_key],
  ] as const;
  return halves.flatMap(([half, named]) => {
    const path = placeOf(context, named);
    return path === undefined || !existsSync(path) ? [] : [{ half, shown: path, path }];
  });
}

function besideLimits(context: Context, defaults: GateDefaults): FoundFile[] {
  const path = placeOf(context, defaults.rate_limit_state);
  if (path === undefined) return [];
  const folder = dirname(path);
  const beside = walkFiles({ shown: folder, path: folder }, MOST_FILES, { deepest: 0 });
  return beside.filter((file) => basename(file.path).startsWith(`${basename(path)}.`));
}

function attempt(action: () => void): CodedError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (isCodedError(error)) return error;
    throw error;
  }
}

function messageOf(fault: CodedError | undefined): string {
  const line = fault?.where.line;
  return `${fault?.message ?? ''}${line === undefined ? '' : ` (line ${line})`}`;
}

function edit(word: string): string {
  return `"\${EDITOR:-vi}" ${word}`;
}
