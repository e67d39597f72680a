import { isAbsolute, join } from 'node:path';
import { trimSpace } from '@gait/canon';
import {
  findProject,
  PROJECT_CONFIG,
  projectConfigAt,
  type GateDefault,
  type GateDefaults,
  type ProjectConfig,
} from '@gait/local';
import type { Context } from '../context.ts';

/** Which configuration counts here. */
export interface ConfigPlace {
  /** As `--config` would name it; absolute when it lies in a folder above. */
  readonly path: string;
  /** Where the relative paths in it start. */
  readonly root: string;
  /** A file that is not there is a fault. */
  readonly required: boolean;
}

/** The defaults of a project as they count here: paths of a folder above are absolute. */
export interface PlacedConfig extends ProjectConfig {
  readonly place: ConfigPlace;
}

/** Defaults that name files. */
const PATHS: readonly GateDefault[] = [
  ...(['policy', 'private_key', 'approval_public_key', 'approval_private_key'] as const),
  ...(['kill_switch_state', 'rate_limit_state', 'trace_path', 'trace_dir'] as const),
  ...(['wrkr_inventory_path', 'approval_trust', 'delegation_trust', 'tool_classes'] as const),
  ...(['session_journal', 'credential_file', 'credential_trust'] as const),
  ...(['credential_evidence_path', 'credential_command'] as const),
];

/**
 * Which file `--config` means: the default is looked for in the folders above too, up to the top
 * of the git work tree.
 *
 * @throws CodedError those of `findProject`
 */
export function configPlace(context: Context, given: string): ConfigPlace {
  const path = trimSpace(given);
  const { cwd } = context;
  if (path.replace(/^\.\//u, '') !== PROJECT_CONFIG) return { path, root: cwd, required: true };
  const found = findProject(cwd);
  if (found === undefined) return { path, root: cwd, required: false };
  const isHere = found.config === context.resolve(path);
  return isHere
    ? { path, root: cwd, required: true }
    : { path: found.config, root: found.root, required: true };
}

/**
 * Reads the defaults of the project.
 *
 * @throws CodedError those of `configPlace` and `projectConfigAt`
 */
export async function placedConfig(context: Context, given: string): Promise<PlacedConfig> {
  const place = configPlace(context, given);
  const read = await projectConfigAt(context.resolve(place.path), place.required);
  return { ...read, defaults: rooted(read.defaults, place.root, context.cwd), place };
}

function rooted(defaults: GateDefaults, root: string, cwd: string): GateDefaults {
  if (root === cwd) return defaults;
  const placed: Record<GateDefault, string> = { ...defaults };
  for (const name of PATHS) placed[name] = rootedPath(name, defaults[name], root);
  return placed;
}

function rootedPath(name: GateDefault, value: string, root: string): string {
  if (value === '' || isAbsolute(value) || /^~(?:[/\\]|$)/u.test(value)) return value;
  // A program without a folder is looked up on the PATH.
  if (name === 'credential_command' && !/[/\\]/u.test(value)) return value;
  // What climbs out of its folder is refused as it is written.
  const isOutput = /^(?:trace_|credential_evidence)/u.test(name);
  return isOutput && value.split(/[/\\]/u).includes('..') ? value : join(root, value);
}
