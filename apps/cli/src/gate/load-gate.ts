import {
  CodedError,
  isCodedError,
  parseJsonLoose,
  toLower,
  trimSpace,
  type KeySet,
} from '@gait/canon';
import type { GateSetup } from '@gait/boundary';
import {
  compilePolicy,
  parseApprovedScripts,
  parseInventory,
  parsePolicy,
  parseRevocationList,
  verifyApprovedScript,
  type ApprovedScript,
  type Intent,
  type KillSwitchView,
  type Policy,
  type RevocationList,
  type WrkrTool,
} from '@gait/gate';
import {
  approvalFiles,
  loadSigningKey,
  loadTrust,
  openBroker,
  openLimitStore,
  openSessionJournal,
  openSpendLedger,
  readDenials,
  openKillSwitch,
  readWhole,
  refuseLooseKeys,
  type Broker,
} from '@gait/local';
import type { Context } from '../context.ts';
import { keySources } from '../key-flags.ts';
import { splitList } from '../list-flag.ts';
import { sessionContext } from '../session-command.ts';
import { keysOf, signerSurroundings } from './gate-keys.ts';
import type { GateSettings } from './gate-settings.ts';
import { loadStanding } from './gate-standing.ts';
import { parseToolClasses } from './tool-classes.ts';

/** What a gate is loaded for. */
export interface GateUse {
  /** State that cannot be read blocks. */
  readonly strictly: boolean;
  readonly record: GateSetup['record'];
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
 *   (exit 3) for state that must be readable; `profile_requirement`.
 */
export async function loadGate(
  context: Context,
  settings: GateSettings,
  { strictly, record }: GateUse,
): Promise<LoadedGate> {
  const { flags, profile } = settings;
  const source = readWhole(context.resolve(settings.policyPath));
  const policy = parsePolicy(source, { file: settings.policyPath });
  const warnings: string[] = [];
  const warn = (text: string): void => void warnings.push(text);
  const killSwitch = killSwitchViews(context, settings, strictly);
  const inventory = loadInventory(context, flags['wrkr-inventory'], strictly, warn);
  const broker = loadBroker(context, settings);
  checkBrokered(settings, policy, broker);
  if (profile === 'strict') {
    const named = ['private-key', 'approval-private-key', 'delegation-private-key'] as const;
    refuseLooseKeys(named.map((name) => flags[name] && context.resolve(flags[name])));
  }
  const signer = await loadSigningKey(
    keySources(context, flags, settings.keyMode),
    signerSurroundings(context, settings),
  );
  const scriptKeys = keysOf(context, settings, ['approved-script', 'approval'], undefined);
  const approvedScripts = await loadScripts(context, settings, {
    strictly,
    warn,
    keys: scriptKeys,
  });
  const files = approvalFiles(context);
  const approvalKeys = keysOf(context, settings, ['approval'], signer.key);
  const toolClasses = loadToolClasses(context, flags['tool-classes']);
  const compiled = compilePolicy(policy);
  const { warnings: advice, ...standing } = loadStanding(context, settings, compiled, toolClasses);
  const setup: GateSetup = {
    profile,
    policy: compiled,
    signer: signer.key,
    producerVersion: context.version,
    clock: context.now,
    approvalKeys,
    delegationKeys: keysOf(context, settings, ['delegation', 'approval'], signer.key),
    killSwitch,
    inventory,
    toolClasses,
    approvedScripts,
    limits: openLimitStore(context.resolve(flags['rate-limit-state'])),
    session: loadSession(context, flags['session-journal']),
    ledger: openSpendLedger(files.spent),
    denials: (digest) => readDenials(files.denials, digest),
    revoked: revokedTokens(context, settings, approvalKeys),
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

/** True for calls that are not decided without the state that a flag names. */
export function needsState({ profile }: GateSettings, intent: Intent): boolean {
  const risk = toLower(trimSpace(intent.context.risk_class));
  return profile === 'oss-prod' || profile === 'strict' || risk === 'high' || risk === 'critical';
}

/** The state as it is at each look: a switch that is thrown now stops the next call. */
function killSwitchViews(
  context: Context,
  { flags, profile }: GateSettings,
  required: boolean,
): () => KillSwitchView {
  const path = trimSpace(flags['kill-switch-state']);
  if (path === '') return () => ({ state: null, error: false, required: false });
  const look = openKillSwitch(context.resolve(path), profile);
  return () => {
    const { state, fault } = look();
    if (fault !== undefined && !required) throw fault;
    return { state, error: fault !== undefined, required };
  };
}

function loadInventory(
  context: Context,
  path: string,
  strictly: boolean,
  warn: (text: string) => void,
): GateSetup['inventory'] {
  const nothing = { tools: new Map<string, WrkrTool>(), source: '' };
  if (trimSpace(path) === '') return nothing;
  try {
    const json = parseJsonLoose(readWhole(context.resolve(path)), { where: { file: path } });
    return { tools: parseInventory(json), source: path };
  } catch (error) {
    if (strictly) throw unavailable('wrkr inventory', error);
    if (!isCodedError(error)) throw error;
    warn('wrkr inventory unavailable; continuing without context enrichment');
    return nothing;
  }
}

/** The journal whose place flag or project fix; a call only says which session it believes to be in. */
function loadSession(context: Context, given: string): GateSetup['session'] {
  const path = trimSpace(given);
  if (path === '') return undefined;
  return openSessionJournal(context.resolve(path), sessionContext(context));
}

function loadToolClasses(context: Context, path: string): ReadonlyMap<string, string> | undefined {
  if (trimSpace(path) === '') return undefined;
  return parseToolClasses(readWhole(context.resolve(path)), path);
}

/**
 * The list that a flag names, else the one of this machine when there is one. Read when a token
 * is judged, each time: what is withdrawn now counts for the next call of a gate that serves.
 */
function revokedTokens(
  context: Context,
  { flags, profile }: GateSettings,
  keys: () => Promise<KeySet | undefined>,
): () => Promise<RevocationList | undefined> {
  const own = approvalFiles(context).revocations;
  const path = flags.revocations === '' ? own : context.resolve(flags.revocations);
  return async () => {
    const bytes = readUnlessMissing(path, path === own);
    if (bytes === undefined) return undefined;
    const trust = { keys: await keys(), required: profile === 'strict', now: context.now() };
    return parseRevocationList(bytes, trust, { file: path });
  };
}

/** A list that is there and may not be read is not an empty one. */
function readUnlessMissing(path: string, mayMiss: boolean): Uint8Array | undefined {
  try {
    return readWhole(path);
  } catch (error) {
    if (mayMiss && isCodedError(error) && error.code === 'file_missing') return undefined;
    throw error;
  }
}

function loadBroker(context: Context, { flags, profile }: GateSettings): Broker | undefined {
  const trust = flags['credential-trust'];
  return openBroker(
    {
      name: flags['credential-broker'],
      envPrefix: flags['credential-env-prefix'],
      command: flags['credential-command'],
      commandArgs: splitList(flags['credential-command-args']),
      file: flags['credential-file'] === '' ? '' : context.resolve(flags['credential-file']),
    },
    {
      profile,
      env: context.env,
      clock: context.now,
      keys: trust === '' ? undefined : loadTrust(context.resolve(trust)),
    },
  );
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

interface ScriptLoading {
  readonly strictly: boolean;
  readonly warn: (text: string) => void;
  readonly keys: () => Promise<KeySet | undefined>;
}

/** One entry that does not verify spoils the registry: somebody changed it. */
async function loadScripts(
  context: Context,
  { flags }: GateSettings,
  { strictly, warn, keys }: ScriptLoading,
): Promise<readonly ApprovedScript[] | undefined> {
  const path = trimSpace(flags['approved-script-registry']);
  if (path === '') return undefined;
  let entries: readonly ApprovedScript[];
  try {
    entries = parseApprovedScripts(readWhole(context.resolve(path)), { file: path });
  } catch (error) {
    if (strictly) throw unavailable('approved script registry', error);
    if (!isCodedError(error)) throw error;
    warn('approved script registry unavailable; continuing without fast-path pre-approval');
    return [];
  }
  const trusted = await keys();
  if (trusted === undefined) {
    if (strictly) throw unavailable('approved script registry verification', 'verify key required');
    warn('approved script fast-path disabled because registry verify key is not configured');
    return [];
  }
  const faulty = entries.findIndex(
    (entry) => !verifyApprovedScript(entry, trusted, context.now()).ok,
  );
  if (faulty < 0) return entries;
  if (strictly) throw unavailable('approved script registry', `entry ${faulty} does not verify`);
  warn('approved script registry entry failed verification; fast-path disabled');
  return [];
}

function unavailable(what: string, cause: unknown): CodedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CodedError(
    'gate_state_unavailable',
    `${what} unavailable in fail-closed mode: ${reason}`,
    {
      hint: 'restore the file; until then calls like this one are blocked',
      cause,
    },
  );
}
