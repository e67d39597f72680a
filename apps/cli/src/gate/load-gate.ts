import { isAbsolute } from 'node:path';
import { CodedError, toLower, trimSpace, type KeySet } from '@gait/canon';
import type { GateSetup } from '@gait/boundary';
import {
  refuseConflict,
  type Intent,
  type Policy,
  type SpokenWords,
  type WrkrTool,
} from '@gait/gate';
import {
  isSurelyMissing,
  configHome,
  foldsCase,
  loadSigningKey,
  readWhole,
  refuseLooseKeys,
  stateHome,
  type Broker,
  type LimitStore,
} from '@gait/local';
import type { Context } from '../context.ts';
import { keySources } from '../key-flags.ts';
import type { ApprovalState } from './approval-state.ts';
import { readPolicy } from './read-policy.ts';
import { keysOf, signerSurroundings } from './gate-keys.ts';
import type { GateSettings } from './gate-settings.ts';
import { commandFacts } from './command-facts.ts';
import { loadStanding } from './gate-standing.ts';
import { handOverTo } from './hand-over-secret.ts';
import { gateProject } from './protection-guard.ts';

/** What a gate is loaded for. */
export interface GateUse {
  /** State that cannot be read blocks. */
  readonly strictly: boolean;
  /** One call is decided, then the process ends. */
  readonly once: boolean;
  readonly record: GateSetup['record'];
  /** The words of the command of the call, when this gate read it wholly. */
  readonly commandsRead?: () => readonly SpokenWords[] | undefined;
}

/** A gate that is ready, and what a person should know about it. */
export interface LoadedGate {
  readonly setup: GateSetup;
  readonly policy: Policy;
  readonly warnings: readonly string[];
}

/**
 * Loads everything that one decision needs (gait-formats §4.7 steps 2 to 5).
 *
 * Unreadable state blocks calls of risk class high and critical, and every call under `oss-prod`
 * and `strict`; for others the reference goes on without the inventory and without the approved
 * scripts, and says so.
 *
 * @throws CodedError those of `parsePolicy`, of the stores and the keys; `gate_state_unavailable`
 *   (exit 3) for state that must be readable; `home_unknown`, `profile_requirement`,
 *   `tool_classes_conflict`.
 */
export async function loadGate(
  context: Context,
  settings: GateSettings,
  { strictly, record, once, commandsRead }: GateUse,
): Promise<LoadedGate> {
  const { flags, profile } = settings;
  if (profile === 'strict') requireHome(context);
  const source = readWhole(context.resolve(settings.policyPath));
  const read = readPolicy(settings.policyPath, source);
  const { policy } = read;
  const warnings: string[] = [];
  const warn = (text: string): void => void warnings.push(text);
  const killSwitch = await killSwitchOf(context, settings, strictly, once);
  const inventory = await inventoryOf(context, settings, strictly, warn);
  const broker = await brokerOf(context, settings);
  checkBrokered(settings, policy, broker);
  if (profile === 'strict') {
    const named = flags['private-key'];
    refuseLooseKeys([named && context.resolve(named)]);
  }
  const signer = await loadSigningKey(
    keySources(context, flags, settings.keyMode),
    signerSurroundings(context, settings, once),
  );
  const approvedScripts = await scriptsOf(context, settings, strictly, warn);
  const approvalKeys = keysOf(context, settings, ['approval'], signer.key);
  const toolClasses = await toolClassesOf(context, flags['tool-classes']);
  const { compiled } = read;
  const tables = { toolClasses, policyClasses: compiled.toolClasses };
  refuseConflict(tables, { file: settings.policyPath });
  const { warnings: advice, ...standing } = loadStanding(
    context,
    settings,
    compiled,
    tables,
    commandsRead,
  );
  const project = gateProject(context, settings);
  const setup: GateSetup = {
    profile,
    policy: compiled,
    signer: signer.key,
    producerVersion: context.version,
    clock: await clockOf(context, profile),
    handOver: handOverTo(context, flags['credential-out']),
    approvalKeys,
    delegationKeys: keysOf(context, settings, ['delegation', 'approval'], signer.key),
    killSwitch,
    inventory,
    toolClasses,
    approvedScripts,
    foldsCase: profile === 'strict' && foldsCase(project, context.platform),
    commandOf: await commandFacts(context, project, [compiled, ...(standing.overlays ?? [])]),
    limits: limitsOf(context.resolve(flags['rate-limit-state'])),
    session: await sessionOf(context, flags['session-journal']),
    ...approvalStores(context, settings, approvalKeys),
    broker,
    record,
    ...standing,
  };
  return {
    setup,
    policy,
    warnings: [...advice, ...warnings, ...signer.warnings.map(({ message }) => message)],
  };
}

/** Under `strict` no gate of this user decides at a moment before the last decision. */
async function clockOf(context: Context, profile: GateSettings['profile']): Promise<() => bigint> {
  if (profile !== 'strict') return context.now;
  const { clockAfterLast } = await import('./clock-after-last.ts');
  return clockAfterLast(context);
}

/** True for calls that are not decided without the state that a flag names. */
export function needsState({ profile }: GateSettings, intent: Intent): boolean {
  const risk = toLower(trimSpace(intent.context.risk_class));
  return profile === 'oss-prod' || profile === 'strict' || risk === 'high' || risk === 'critical';
}

/** Trust, withdrawn tokens and used ones are in the user's folders: without them nothing is known. */
function requireHome(context: Context): void {
  if (isAbsolute(configHome(context)) && isAbsolute(stateHome(context))) return;
  throw new CodedError('home_unknown', 'profile strict needs the folders of its user', {
    hint: 'set HOME, or XDG_CONFIG_HOME and XDG_STATE_HOME, to absolute folders',
  });
}

/*
 * What most calls do not need is loaded when it is: a process that decides one call takes about as
 * long as its code takes to load.
 */

async function killSwitchOf(
  context: Context,
  settings: GateSettings,
  required: boolean,
  once: boolean,
): Promise<GateSetup['killSwitch']> {
  const { flags, killSwitchByDefault } = settings;
  const path = trimSpace(flags['kill-switch-state']);
  const nowhere =
    path === '' || (killSwitchByDefault && once && isSurelyMissing(context.resolve(path)));
  if (nowhere) return () => ({ state: null, error: false, required: false });
  const { killSwitchViews } = await import('./kill-switch-views.ts');
  return killSwitchViews(context, settings, required);
}

function limitsOf(path: string): GateSetup['limits'] {
  let store: Promise<LimitStore> | undefined;
  return () => (store ??= import('./limit-state.ts').then(({ openLimits }) => openLimits(path)));
}

function approvalStores(
  context: Context,
  settings: GateSettings,
  keys: () => Promise<KeySet | undefined>,
): Pick<GateSetup, 'ledger' | 'denials' | 'revoked'> {
  let loaded: Promise<ApprovalState> | undefined;
  const state = (): Promise<ApprovalState> =>
    (loaded ??= import('./approval-state.ts').then(({ openApprovalState }) =>
      openApprovalState(context, settings, keys),
    ));
  return {
    ledger: async () => (await state()).ledger,
    denials: async (digest) => (await state()).denials(digest),
    revoked: async () => await (await state()).revoked(),
  };
}

async function inventoryOf(
  context: Context,
  { flags, profile }: GateSettings,
  strictly: boolean,
  warn: (text: string) => void,
): Promise<GateSetup['inventory']> {
  const path = trimSpace(flags['wrkr-inventory']);
  if (path === '') return { tools: new Map<string, WrkrTool>(), source: '' };
  const { loadInventory } = await import('./load-inventory.ts');
  return loadInventory(context, path, { strictly, profile }, warn);
}

async function toolClassesOf(context: Context, path: string): Promise<GateSetup['toolClasses']> {
  if (trimSpace(path) === '') return undefined;
  const { parseToolClasses } = await import('./tool-classes.ts');
  return parseToolClasses(readWhole(context.resolve(path)), path);
}

async function brokerOf(context: Context, settings: GateSettings): Promise<Broker | undefined> {
  const name = trimSpace(settings.flags['credential-broker']).toLowerCase();
  if (name === '' || name === 'off' || name === 'none') return undefined;
  const { loadBroker } = await import('./load-broker.ts');
  return loadBroker(context, settings);
}

async function scriptsOf(
  context: Context,
  settings: GateSettings,
  strictly: boolean,
  warn: (text: string) => void,
): Promise<GateSetup['approvedScripts']> {
  if (trimSpace(settings.flags['approved-script-registry']) === '') return undefined;
  const { loadScripts } = await import('./load-scripts.ts');
  const keys = keysOf(context, settings, ['approved-script', 'approval'], undefined);
  return await loadScripts(context, settings, { strictly, warn, keys });
}

/** The journal whose place flag or project fix; a call only says which session it believes to be in. */
async function sessionOf(context: Context, given: string): Promise<GateSetup['session']> {
  const path = trimSpace(given);
  if (path === '') return undefined;
  const { openSession } = await import('./open-session.ts');
  return openSession(context, path);
}

/** What `oss-prod` demands of a policy before it decides anything (gait-formats §4.7 step 2). */
function checkBrokered(
  { profile }: GateSettings,
  policy: Policy,
  broker: Broker | undefined,
): void {
  if (profile !== 'oss-prod') return;
  if (policy.default_verdict === 'allow') {
    throw requirement('rejects policy default_verdict=allow', 'use block or require_approval');
  }
  const risky = policy.rules.filter(
    ({ effect, match }) =>
      effect !== 'block' &&
      match.risk_classes.some((risk) => risk === 'high' || risk === 'critical'),
  );
  if (risky.some((rule) => !rule.require_broker_credential)) {
    throw requirement(
      'requires high-risk allow/approval rules to set require_broker_credential: true',
      'set it in each rule for the risk classes high and critical',
    );
  }
  if (risky.length > 0 && broker === undefined) {
    throw requirement('requires --credential-broker for high-risk policies', 'name a broker');
  }
}

function requirement(demand: string, hint: string): CodedError {
  return new CodedError('profile_requirement', `oss-prod profile ${demand}`, { hint });
}
