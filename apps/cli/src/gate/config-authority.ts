import { dirname, isAbsolute } from 'node:path';
import { CodedError, isCodedError, trimSpace } from '@gait/canon';
import { followsReference, type TrustedPolicy } from '@gait/gate';
import {
  configHome,
  policyPlace,
  readTrustedPolicies,
  type GateDefault,
  type ProjectConfig,
} from '@gait/local';
import type { Context } from '../context.ts';
import { isInside } from '../home-path.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';
import type { GateEvalFlags } from './gate-settings.ts';
import { gateProject } from './protection-guard.ts';

/** Settings of a project and the flags that they stand in for. */
export type FlagNames = Readonly<Record<GateDefault, keyof GateEvalFlags>>;

/** Flags as they were given, and with the defaults of a file filled in. */
export interface FilledFlags {
  readonly given: Readonly<Partial<GateEvalFlags>>;
  readonly filled: GateEvalFlags;
  readonly config: ProjectConfig;
  readonly names: FlagNames;
}

/** What a gate writes where the configuration says. */
const OUTPUTS: readonly GateDefault[] = [
  'trace_path',
  'trace_dir',
  'credential_evidence_path',
  'rate_limit_state',
  'session_journal',
];

/**
 * Refuses what a repository's configuration must not decide: which program runs, and which files
 * outside the project are written. Configuration in the user's own folder may; so may any where
 * the operator's own flag chose a profile that decides as the reference. A configuration that
 * chooses such a profile itself gains nothing by it.
 *
 * @throws CodedError `project_config_changed`, `config_command_refused`, `path_unsafe`
 */
export function checkConfigAuthority(context: Context, flags: FilledFlags): void {
  const { given, filled, config } = flags;
  if (filled['no-config'] || isOwnFile(context, context.resolve(trimSpace(filled.config)))) return;
  const chosen = trimSpace(given.profile ?? '');
  if (chosen !== '' && followsReference(parseGateProfile(chosen))) return;
  const trusted = trustOf(context, filled.policy);
  if (chosen === '' && parseGateProfile(filled.profile) !== 'strict') {
    refuseChanged(trusted, config.digest, filled.config);
  }
  if (config.digest === '') return;
  refuseCommand(flags);
  if (trusted?.config_digest !== config.digest) refuseOutputs(context, flags);
}

/** Whether a file lies where only the user, or the owner of the machine, writes. */
export function isOwnFile(context: Context, path: string): boolean {
  const own = configHome(context);
  // Without a home the folder of the user would be one of the repository.
  const folders = isAbsolute(own) ? [policyPlace(own)] : [];
  if (context.platform !== 'win32') folders.push('/etc/gait');
  return folders.includes(dirname(policyPlace(path)));
}

/** What the user trusts here. A list that cannot be read trusts nothing; `strict` says so itself. */
function trustOf(context: Context, policy: string): TrustedPolicy | undefined {
  const place = policyPlace(context.resolve(policy));
  try {
    return readTrustedPolicies(context).find(({ path }) => path === place);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

/** Else a change of the configuration could choose a profile that does not ask for trust. */
function refuseChanged(trusted: TrustedPolicy | undefined, digest: string, file: string): void {
  const before = trusted?.config_digest ?? '';
  if (before === '' || before === digest) return;
  throw new CodedError(
    'project_config_changed',
    `${file} is not the configuration that was trusted with the policy`,
    { hint: 'read it, then run gait trust with the policy', where: { file } },
  );
}

function refuseCommand({ given, filled, config, names }: FilledFlags): void {
  if (trimSpace(filled['credential-broker']).toLowerCase() !== 'command') return;
  for (const name of ['credential_command', 'credential_command_args'] as const) {
    if (config.defaults[name] === '' || !isBlank(given[names[name]])) continue;
    throw new CodedError(
      'config_command_refused',
      `${filled.config} does not say which program runs: gate.${name}`,
      {
        hint: `pass --${names[name]}, or --config with a file in your own configuration folder`,
        where: { file: filled.config, field: `gate.${name}` },
      },
    );
  }
}

function refuseOutputs(context: Context, { given, filled, config, names }: FilledFlags): void {
  const project = policyPlace(gateProject(context, { flags: filled }));
  for (const name of OUTPUTS) {
    const flag = names[name];
    if (config.defaults[name] === '' || !isBlank(given[flag])) continue;
    const path = policyPlace(context.resolve(String(filled[flag])));
    const ofGit = /[/\\]\.git(?:[/\\]|$)/iu.test(path.slice(project.length));
    if (isInside(path, project) && !ofGit) continue;
    throw new CodedError(
      'path_unsafe',
      `${filled.config} would have files written outside the project, or into .git: gate.${name}`,
      {
        hint: `pass --${flag}, or read the configuration and run gait trust with the policy`,
        where: { file: filled.config, field: `gate.${name}` },
      },
    );
  }
}

function isBlank(value: string | boolean | undefined): boolean {
  return typeof value !== 'string' || trimSpace(value) === '';
}
