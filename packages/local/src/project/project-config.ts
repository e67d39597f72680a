import { isSurelyMissing } from '../files/is-there.ts';

/** Where a project's defaults stand. */
export const PROJECT_CONFIG = '.gait/config.yaml';

/** Names of the defaults for the gate (gait-formats §4.7); the last two lines are new. */
export const GATE_NAMES = [
  'policy',
  'profile',
  'key_mode',
  'private_key',
  'private_key_env',
  'approval_public_key',
  'approval_public_key_env',
  'approval_private_key',
  'approval_private_key_env',
  'kill_switch_state',
  'rate_limit_state',
  'credential_broker',
  'credential_env_prefix',
  'credential_ref',
  'credential_scopes',
  'credential_command',
  'credential_command_args',
  'credential_evidence_path',
  'trace_path',
  'trace_dir',
  'wrkr_inventory_path',
  ...['approval_trust', 'delegation_trust', 'tool_classes', 'session_journal'],
  ...['credential_file', 'credential_trust'],
] as const;

/** A default for the gate by name. */
export type GateDefault = (typeof GATE_NAMES)[number];

/** What a project sets for the gate; text trimmed, `''` for what it does not set. */
export type GateDefaults = Readonly<Record<GateDefault, string>>;

/** What is kept of the sessions of coding tools; the signed decisions always are. */
export const RECORDS = ['sessions', 'decisions', 'off'] as const;

/** What becomes of calls of a tool whose version nobody has run. */
export const UNKNOWN_VERSIONS = ['deny', 'allow'] as const;

/** What a project sets for the hooks of coding tools. */
export interface HookDefaults {
  /** `sessions`: a runpack of each; `decisions`: a journal of each; `off`: neither. */
  readonly record: (typeof RECORDS)[number];
  readonly unknownVersions: (typeof UNKNOWN_VERSIONS)[number];
}

/** A project's defaults, and which file they are of. */
export interface ProjectConfig {
  readonly defaults: GateDefaults;
  readonly hooks: HookDefaults;
  /** SHA-256 of the very bytes that were read; `''`: there is no file. */
  readonly digest: string;
}

/** A project that sets nothing for hooks. */
export const HOOK_DEFAULTS: HookDefaults = { record: 'sessions', unknownVersions: 'deny' };

/** A project that sets nothing. */
export function blankDefaults(): GateDefaults {
  const blank: Partial<Record<GateDefault, string>> = {};
  for (const name of GATE_NAMES) blank[name] = '';
  return blank as GateDefaults;
}

/**
 * `readProjectConfig`, for processes that must start fast: what reads YAML is loaded only where there is a file.
 *
 * @param required False: a file that is not there sets nothing.
 * @throws CodedError those of `readProjectConfig`
 */
export async function projectConfigAt(path: string, required: boolean): Promise<ProjectConfig> {
  if (!required && isSurelyMissing(path)) {
    return { defaults: blankDefaults(), hooks: HOOK_DEFAULTS, digest: '' };
  }
  const { readProjectConfig } = await import('./read-project-config.ts');
  // It was there a moment ago: one that vanishes now is no lack of a configuration.
  return readProjectConfig(path, true);
}
