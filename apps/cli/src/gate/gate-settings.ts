import { CodedError, parseTime, toUtc, trimSpace } from '@gait/canon';
import type { Profile } from '@gait/gate';
import {
  loadProjectConfig,
  PROJECT_CONFIG,
  type GateDefault,
  type GateDefaults,
} from '@gait/local';
import type { Context } from '../context.ts';
import type { FlagValues } from '../flag-spec.ts';
import { fromHome } from '../home-path.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';
import type { CALL_FLAGS, GATE_EVAL_FLAGS, GATE_FLAGS } from './gate-eval-flags.ts';

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
  /** Nanoseconds since 1970; undefined: the clock. */
  readonly evaluationTime: bigint | undefined;
}

/** Which flag a default of the project stands in for. */
const FLAG_OF: Readonly<Record<GateDefault, keyof GateEvalFlags>> = {
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

/**
 * Resolves the settings of one decision (gait-formats §4.7 steps 1 and 2).
 *
 * @throws CodedError `arguments_invalid` (no policy or intent), `flag_invalid`,
 *   `profile_requirement` (what `strict` or `oss-prod` demand), those of `loadProjectConfig`.
 */
export function gateSettings(context: Context, given: GateEvalFlags): GateSettings {
  const flags = withDefaults(context, given, defaultsOf(context, given));
  if (flags.policy === '' || flags.intent === '') {
    throw new CodedError('arguments_invalid', 'both --policy and --intent are required', {
      hint: 'name both, or set gate.policy in .gait/config.yaml',
    });
  }
  return resolved(flags);
}

/** The settings of a gate that serves: as `gateSettings`, without a call. */
export function servingSettings(context: Context, given: GateFlags): GateSettings {
  const flags = withDefaults(context, { ...NO_CALL, ...given }, defaultsOf(context, given));
  if (flags.policy === '') {
    throw new CodedError('arguments_invalid', '--policy is required', {
      hint: 'name it, or set gate.policy in .gait/config.yaml',
    });
  }
  return resolved(flags);
}

/** The flags about a call, all blank. */
const NO_CALL: FlagValues<typeof CALL_FLAGS> = {
  intent: '',
  'context-envelope': '',
  'trace-out': '',
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
  simulate: false,
};

function resolved(flags: GateEvalFlags): GateSettings {
  const profile = parseGateProfile(flags.profile);
  const strict = profile === 'strict';
  const keyMode = trimSpace(flags['key-mode']).toLowerCase() || (strict ? 'prod' : 'dev');
  const settings: GateSettings = {
    flags,
    profile,
    policyPath: flags.policy,
    intentPath: flags.intent,
    keyMode,
    evaluationTime: readTime(flags['evaluation-time']),
  };
  checkProfile(settings);
  return settings;
}

function defaultsOf(context: Context, flags: GateFlags): GateDefaults | undefined {
  if (flags['no-config']) return undefined;
  const named = trimSpace(flags.config);
  const isDefault = named.replace(/^\.\//u, '') === PROJECT_CONFIG;
  return loadProjectConfig(context.resolve(named), !isDefault);
}

function withDefaults(
  context: Context,
  flags: GateEvalFlags,
  defaults: GateDefaults | undefined,
): GateEvalFlags {
  const filled: Record<string, string | boolean> = { ...flags };
  for (const [name, flag] of Object.entries(FLAG_OF) as [GateDefault, keyof GateEvalFlags][]) {
    const value = filled[flag];
    if (typeof value === 'string' && trimSpace(value) === '') {
      filled[flag] = fromHome(defaults?.[name] ?? '', context.home);
    }
  }
  for (const [flag, value] of Object.entries(BUILT_IN)) {
    if (filled[flag] === '') filled[flag] = value;
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
  if (profile === 'oss-prod' && flags.simulate) {
    throw requirement(profile, 'does not allow --simulate', 'leave --simulate out');
  }
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

function requirement(profile: string, demand: string, hint: string): CodedError {
  return new CodedError('profile_requirement', `profile ${profile} ${demand}`, { hint });
}
