import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodedError } from '@gait/canon';
import { emptyKillSwitchState, parsePolicy, printKillSwitchState } from '@gait/gate';
import {
  addIgnoreRules,
  configHome,
  initKeys,
  makeFolder,
  missingIgnoreRules,
  PROJECT_CONFIG,
  readWhole,
  stateHome,
  writeWhole,
  type GateDefault,
  type GateDefaults,
} from '@gait/local';
import type { Context } from '../context.ts';
import { isInside, toHome } from '../home-path.ts';
import { addApprover, approverKeyPath, checkApprover, knowsApprover } from './add-approver.ts';
import {
  configText,
  freshDefaults,
  IGNORED,
  keyFolder,
  placeOf,
  projectDefaults,
  SIGNER_PREFIX,
  STATE,
} from './project-places.ts';

/** What `init` was asked for. */
export interface SetupRequest {
  /** Where the policy goes, as it was written. */
  readonly policyPath: string;
  readonly policyText: string;
  /** False: the policy alone. */
  readonly whole: boolean;
  readonly force: boolean;
  /** Who may approve; `''` for nobody. */
  readonly approver: string;
}

/** One file of a set-up: what happens to it, and how. */
export interface SetupStep {
  readonly what: string;
  readonly path: string;
  readonly action: 'created' | 'kept' | 'replaced' | 'changed';
  /** Does it; nothing for what is kept. */
  readonly run: () => void;
}

/**
 * Plans what makes a repository ready, in an order in which a set-up that is cut off leaves
 * nothing that a gate would take for whole; the next one goes on where it ended.
 * Nothing is written here.
 *
 * @throws CodedError `file_exists` (a policy, without `whole` and `force`), `flag_invalid`
 *   (approver), `path_unsafe` (keys would lie inside the repository), those of `parsePolicy` and
 *   `loadProjectConfig` for files that are kept
 */
export function planSetup(context: Context, request: SetupRequest): SetupStep[] {
  const policy = planPolicy(context, request);
  if (!request.whole) return [policy];
  refuseLinks(context);
  const kept = request.force ? undefined : projectDefaults(context);
  const defaults = freshDefaults(context, request.policyPath);
  const at = (name: GateDefault): string | undefined =>
    placeOf(context, kept === undefined ? Object.fromEntries(defaults)[name] : kept[name]);
  return [
    planKey(context),
    ...planApprover(context, request.approver, at('approval_trust')),
    ...planKillSwitch(context, at('kill_switch_state')),
    planIgnore(context),
    policy,
    planConfig(context, kept, configText(defaults)),
  ];
}

function planPolicy(
  context: Context,
  { policyPath, policyText, whole, force }: SetupRequest,
): SetupStep {
  const file = context.resolve(policyPath);
  const step = { what: 'policy', path: policyPath };
  if (existsSync(file) && !force) {
    if (!whole) {
      throw new CodedError('file_exists', `${policyPath} exists already`, {
        hint: 'use --force to replace it, or another --out',
        where: { file: policyPath },
      });
    }
    parsePolicy(readWhole(file), { file: policyPath });
    return { ...step, action: 'kept', run: () => undefined };
  }
  return {
    ...step,
    action: existsSync(file) ? 'replaced' : 'created',
    run: () => writeWhole(file, policyText, { makeFolders: true, overwrite: force }),
  };
}

/** A key that is there stays, also with `--force`: what it signed must still verify. */
function planKey(context: Context): SetupStep {
  const folder = keyFolder(context);
  refuseInside(context, folder);
  const halves = ['private', 'public'].map((half) => join(folder, `${SIGNER_PREFIX}_${half}.key`));
  const path = toHome(halves[0] as string, context.home);
  const step = { what: 'signing key', path };
  if (halves.some((half) => existsSync(half)))
    return { ...step, action: 'kept', run: () => undefined };
  return {
    ...step,
    action: 'created',
    run: () => void initKeys({ folder, prefix: SIGNER_PREFIX, env: context.env }),
  };
}

/** A folder of a repository that leads elsewhere would have files made where nobody asked for them. */
function refuseLinks(context: Context): void {
  for (const name of [dirname(PROJECT_CONFIG), STATE]) {
    const about = lstatSync(context.resolve(name), { throwIfNoEntry: false });
    if (about === undefined || about.isDirectory()) continue;
    throw new CodedError('path_unsafe', `${name} is a link or a file, a folder is needed`, {
      hint: 'look where it leads, and remove it',
      where: { file: name },
    });
  }
}

/** A repository goes to others, and what is in it an agent may read. */
function refuseInside(context: Context, folder: string): void {
  const roots = [context.cwd, realpathSync(context.cwd)];
  const places = [folder, join(realFolder(dirname(folder)), 'keys')];
  if (!roots.some((root) => places.some((place) => isInside(place, root)))) return;
  throw new CodedError('path_unsafe', `the keys would lie inside the repository: ${folder}`, {
    hint: 'set XDG_CONFIG_HOME to a folder outside, or use --policy-only',
    where: { file: folder },
  });
}

function realFolder(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder;
}

function planApprover(context: Context, name: string, trust: string | undefined): SetupStep[] {
  if (name === '') return [];
  checkApprover(name);
  if (trust === undefined) {
    throw new CodedError('invalid_input', `${PROJECT_CONFIG} names no gate.approval_trust`, {
      hint: 'add it, or use --force to write the file anew',
      where: { file: PROJECT_CONFIG, field: 'gate.approval_trust' },
    });
  }
  const open = approverKeyPath(context, name);
  const secret = open.replace(/_public\.key$/u, '_private.key');
  const hasKey = existsSync(open);
  const known = knowsApprover(context, trust, name);
  return [
    {
      what: `approver ${name}`,
      // Of somebody else's key there is only the public half.
      path: toHome(hasKey && !existsSync(secret) ? open : secret, context.home),
      action: hasKey ? 'kept' : 'created',
      run: () => undefined,
    },
    {
      what: 'trust file',
      path: toHome(trust, context.home),
      action: known ? 'kept' : existsSync(trust) ? 'changed' : 'created',
      run: () => (known ? undefined : addApprover(context, trust, name)),
    },
  ];
}

/** What people stopped stays stopped, also with `--force`. */
function planKillSwitch(context: Context, file: string | undefined): SetupStep[] {
  // Defaults that came with a repository do not say where in the home folder files are made.
  const own = [context.cwd, configHome(context), stateHome(context)];
  if (file === undefined || !own.some((folder) => isInside(file, folder))) return [];
  const shown = isInside(file, context.cwd) ? file.slice(context.cwd.length + 1) : file;
  const step = { what: 'kill switch', path: toHome(shown, context.home) };
  if (existsSync(file)) return [{ ...step, action: 'kept', run: () => undefined }];
  const state = emptyKillSwitchState(context.now(), context.version);
  const run = (): void => {
    makeFolder(dirname(file));
    writeWhole(file, printKillSwitchState(state), { overwrite: false });
  };
  return [{ ...step, action: 'created', run }];
}

function planIgnore(context: Context): SetupStep {
  const step = { what: 'ignore rules', path: '.gitignore' };
  if (missingIgnoreRules(context.cwd, IGNORED).length === 0) {
    return { ...step, action: 'kept', run: () => undefined };
  }
  return {
    ...step,
    action: existsSync(join(context.cwd, '.gitignore')) ? 'changed' : 'created',
    run: () => void addIgnoreRules(context.cwd, IGNORED),
  };
}

function planConfig(context: Context, kept: GateDefaults | undefined, text: string): SetupStep {
  const step = { what: 'defaults', path: PROJECT_CONFIG };
  if (kept !== undefined) return { ...step, action: 'kept', run: () => undefined };
  const file = context.resolve(PROJECT_CONFIG);
  return {
    ...step,
    action: existsSync(file) ? 'replaced' : 'created',
    run: () => writeWhole(file, text, { makeFolders: true, mode: 0o644 }),
  };
}
