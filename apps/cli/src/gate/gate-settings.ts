import { join } from 'node:path';
import { CodedError, parseTime, toUtc, trimSpace } from '@gait/canon';
import { followsReference, type Profile } from '@gait/gate';
import {
  blankDefaults,
  HOOK_DEFAULTS,
  type GateDefault,
  type HookDefaults,
  type ProjectConfig,
} from '@gait/local';
import type { Context } from '../context.ts';
import type { FlagValues } from '../flag-spec.ts';
import { fromHome } from '../home-path.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';
import { checkConfigAuthority, type FlagNames } from './config-authority.ts';
import type { CALL_FLAGS, GATE_EVAL_FLAGS, GATE_FLAGS } from './gate-eval-flags.ts';
import { configPlace, placedConfig, type PlacedConfig } from './placed-config.ts';
import { gateProject } from './protection-guard.ts';

/** Values of the flags of `gait gate eval`. */
export type GateEvalFlags = FlagValues<typeof GATE_EVAL_FLAGS>;

/** Values of the flags that set a gate up. */
export type GateFlags = FlagValues<typeof GATE_FLAGS>;

/** What the flags and, where they are blank, the project's defaults say. */
export interface GateSettings {
  readonly flags: GateEvalFlags;
  readonly profile: Profile;
  readonly policyPath: string;
  readonly intentPath: string;
  readonly keyMode: string;
  /** SHA-256 of the configuration that filled the flags; `''`: there is none. */
  readonly configDigest: string;
  /** Nobody named the state of the kill switch: it counts when it is there. */
  readonly killSwitchByDefault: boolean;
  /** What is kept of the sessions of coding tools. */
  readonly record: HookDefaults['record'];
  /** Nanoseconds since 1970; undefined: the clock. */
  readonly evaluationTime: bigint | undefined;
}

/** Which flag a default of the project stands in for. */
const FLAG_OF: FlagNames = {
  policy: 'policy',
  profile: 'profile',
  key_mode: 'key-mode',
  private_key: 'private-key',
  private_key_env: 'private-key-env',
  approval_public_key: 'approval-public-key',
  approval_public_key_env: 'approval-public-key-env',
  approval_private_key: 'approval-private-key',
  approval_private_key_env: 'approval-private-key-env',
  kill_switch_state: 'kill-switch-state',
  rate_limit_state: 'rate-limit-state',
  credential_broker: 'credential-broker',
  credential_env_prefix: 'credential-env-prefix',
  credential_ref: 'credential-ref',
  credential_scopes: 'credential-scopes',
  credential_command: 'credential-command',
  credential_command_args: 'credential-command-args',
  credential_file: 'credential-file',
  credential_trust: 'credential-trust',
  credential_evidence_path: 'credential-evidence-out',
  trace_path: 'trace-out',
  trace_dir: 'trace-dir',
  wrkr_inventory_path: 'wrkr-inventory',
  approval_trust: 'approval-trust',
  delegation_trust: 'delegation-trust',
  tool_classes: 'tool-classes',
  session_journal: 'session-journal',
};

/** What stays blank after flags and project. */
const BUILT_IN: Partial<Record<keyof GateEvalFlags, string>> = {
  'rate-limit-state': '.gait-out/gate_rate_limits.json',
  'credential-broker': 'off',
};

/** Where `kill-switch add` writes, seen from the project. */
const KILL_SWITCH = '.gait-out/kill_switch_state.json';

/** Flags that name a key without saying whose it is. */
const UNNAMED_KEYS = [
  ...['approval-public-key', 'approval-public-key-env'],
  ...['approval-private-key', 'approval-private-key-env'],
  ...['delegation-public-key', 'delegation-public-key-env'],
  ...['delegation-private-key', 'delegation-private-key-env'],
  ...['approved-script-public-key', 'approved-script-public-key-env'],
] as readonly (keyof GateEvalFlags)[];

/**
 * Resolves the settings of one decision (gait-formats §4.7 steps 1 and 2).
 *
 * @param otherwise the policy where neither a flag nor the project names one
 *
 * @throws CodedError `arguments_invalid` (no policy or intent), `flag_invalid`,
 *   `profile_requirement`, `approver_key_unnamed` (what `strict` or `oss-prod` demand), those of
 *   `projectConfigAt` and `checkConfigAuthority`.
 */
export async function gateSettings(
  context: Context,
  given: GateEvalFlags,
  otherwise: { readonly policy: string } = { policy: '' },
): Promise<GateSettings> {
  const config = await configOf(context, given);
  const filled = withDefaults(context, given, config);
  const flags = filled.policy === '' ? { ...filled, ...otherwise } : filled;
  if (flags.policy === '' || flags.intent === '') {
    throw new CodedError('arguments_invalid', 'both --policy and --intent are required', {
      hint: 'name both, or set gate.policy in .gait/config.yaml',
    });
  }
  checkConfigAuthority(context, { given, filled: flags, config, names: FLAG_OF });
  return resolved(context, flags, config);
}

/** The settings of a gate that serves: as `gateSettings`, without a call. */
export async function servingSettings(context: Context, given: GateFlags): Promise<GateSettings> {
  const config = await configOf(context, given);
  const flags = withDefaults(context, { ...NO_CALL, ...given }, config);
  if (flags.policy === '') {
    throw new CodedError('arguments_invalid', '--policy is required', {
      hint: 'name it, or set gate.policy in .gait/config.yaml',
    });
  }
  checkConfigAuthority(context, { given, filled: flags, config, names: FLAG_OF });
  return resolved(context, flags, config);
}

/** The flags about a call, all blank. */
const NO_CALL: FlagValues<typeof CALL_FLAGS> = {
  intent: '',
  'context-envelope': '',
  'trace-out': '',
  'trace-dir': '',
  'decision-out': '',
  'approval-token-ref': '',
  'approval-token': '',
  'approval-token-chain': '',
  'approval-audit-out': '',
  'delegation-token': '',
  'delegation-token-chain': '',
  'delegation-audit-out': '',
  'evaluation-time': '',
  'credential-ref': '',
  'credential-scopes': '',
  'credential-evidence-out': '',
  'credential-out': '',
  simulate: false,
};

function resolved(context: Context, named: GateEvalFlags, config: ProjectConfig): GateSettings {
  const profile = parseGateProfile(named.profile);
  const strict = profile === 'strict';
  const killSwitchByDefault =
    !followsReference(profile) && trimSpace(named['kill-switch-state']) === '';
  const flags = killSwitchByDefault
    ? { ...named, 'kill-switch-state': join(gateProject(context, { flags: named }), KILL_SWITCH) }
    : named;
  const keyMode = trimSpace(flags['key-mode']).toLowerCase() || (strict ? 'prod' : 'dev');
  const settings: GateSettings = {
    flags,
    profile,
    policyPath: flags.policy,
    intentPath: flags.intent,
    keyMode,
    configDigest: config.digest,
    record: config.hooks.record,
    killSwitchByDefault,
    evaluationTime: readTime(flags['evaluation-time']),
  };
  checkProfile(settings);
  return settings;
}

async function configOf(context: Context, flags: GateFlags): Promise<PlacedConfig> {
  if (!flags['no-config']) return await placedConfig(context, flags.config);
  return {
    defaults: blankDefaults(),
    hooks: HOOK_DEFAULTS,
    digest: '',
    place: configPlace(context, flags.config),
  };
}

function withDefaults(
  context: Context,
  flags: GateEvalFlags,
  { defaults, place }: PlacedConfig,
): GateEvalFlags {
  const filled: Record<string, string | boolean> = { ...flags, config: place.path };
  for (const [name, flag] of Object.entries(FLAG_OF) as [GateDefault, keyof GateEvalFlags][]) {
    const value = filled[flag];
    if (typeof value === 'string' && trimSpace(value) === '') {
      filled[flag] = fromHome(defaults[name], context.home);
    }
  }
  for (const [flag, value] of Object.entries(BUILT_IN)) {
    if (filled[flag] !== '') continue;
    const isFolder = value.startsWith('.') && place.root !== context.cwd;
    filled[flag] = isFolder ? join(place.root, value) : value;
  }
  return filled as unknown as GateEvalFlags;
}

function readTime(text: string): bigint | undefined {
  const given = trimSpace(text);
  if (given === '') return undefined;
  const time = parseTime(toUtc(given));
  if (time !== undefined) return time.epochNanos;
  throw new CodedError('flag_invalid', `invalid --evaluation-time: ${given}`, {
    hint: 'write RFC 3339, like 2026-06-03T12:00:00Z',
    where: { field: '--evaluation-time' },
  });
}

function checkProfile({ flags, profile, keyMode }: GateSettings): void {
  if (profile !== 'oss-prod' && profile !== 'strict') return;
  if (flags.simulate) {
    throw requirement(
      profile,
      'does not allow --simulate',
      'leave it out, or ask what would be with gait policy test',
    );
  }
  if (profile === 'strict') checkStrict(flags);
  if (keyMode !== 'prod') {
    throw requirement(profile, 'requires --key-mode prod', 'evidence needs a key that is kept');
  }
  const sources = ['private-key', 'private-key-env', 'private-key-command'] as const;
  if (sources.every((flag) => flags[flag] === '')) {
    throw requirement(
      profile,
      'requires --private-key or --private-key-env',
      'make a key outside the repository with: gait keys init',
    );
  }
}

/** Under `strict` a call is judged now, and a key counts only for the person it belongs to. */
function checkStrict(flags: GateEvalFlags): void {
  if (trimSpace(flags['evaluation-time']) !== '') {
    throw requirement(
      'strict',
      'does not allow --evaluation-time',
      'leave it out: a freeze window or an expiry counts by the clock of this machine',
    );
  }
  const unnamed = UNNAMED_KEYS.find((flag) => trimSpace(String(flags[flag])) !== '');
  if (unnamed === undefined) return;
  throw new CodedError(
    'approver_key_unnamed',
    `profile strict takes no key that does not say whose it is: --${unnamed}`,
    {
      hint: 'name the key with its identity in a trust file (gait init --approver NAME makes one) and pass --approval-trust or --delegation-trust',
      where: { field: `--${unnamed}` },
    },
  );
}

function requirement(profile: string, demand: string, hint: string): CodedError {
  return new CodedError('profile_requirement', `profile ${profile} ${demand}`, { hint });
}
