import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { trimSpace } from '@gait/canon';
import {
  configHome,
  findProject,
  isThere,
  loadProjectConfig,
  PROJECT_CONFIG,
  type GateDefault,
  type GateDefaults,
} from '@gait/local';
import type { Context } from '../context.ts';
import { fromHome, toHome } from '../home-path.ts';

/** State of the gate in a repository; git ignores the folder. */
export const STATE = '.gait-out';

/** Folders of artifacts and state that do not belong into git. */
export const IGNORED = ['gait-out/', `${STATE}/`] as const;

/** First part of the names of the key that signs traces. */
export const SIGNER_PREFIX = 'gait';

/** Whether a folder is the top of a git work tree: then `init` sets all of the gate up there. */
export function isRepository(folder: string): boolean {
  return existsSync(join(folder, '.git'));
}

/** The command that makes what is missing here. */
export function initCommand({ cwd }: Context): string {
  return isRepository(cwd) ? 'gait init' : 'gait init --setup';
}

/** Where this user's keys are: never inside a repository. */
export function keyFolder(context: Context): string {
  return join(configHome(context), 'keys');
}

/** What `init` writes into the project's defaults, as they are written. */
export function freshDefaults(context: Context, policy: string): readonly [GateDefault, string][] {
  const shown = (path: string): string => toHome(path, context.home);
  return [
    ['policy', policy],
    ['profile', 'strict'],
    ['key_mode', 'prod'],
    ['private_key', shown(join(keyFolder(context), `${SIGNER_PREFIX}_private.key`))],
    ['approval_trust', shown(join(configHome(context), 'approvers.json'))],
    ['kill_switch_state', `${STATE}/kill_switch_state.json`],
    ['rate_limit_state', `${STATE}/gate_rate_limits.json`],
    ['trace_dir', 'gait-out/traces'],
  ];
}

/** The project's defaults; undefined when it has none. Errors as `loadProjectConfig`. */
export function projectDefaults(context: Context): GateDefaults | undefined {
  const path = context.resolve(PROJECT_CONFIG);
  return isThere(path) ? loadProjectConfig(path, true) : undefined;
}

/**
 * The same surroundings at the root of the project whose configuration counts in a folder: where
 * its paths start. Unchanged when none is found. Errors as `findProject`.
 */
export function atProjectRoot(context: Context, folder = context.cwd): Context {
  const root = findProject(folder)?.root ?? folder;
  if (root === context.cwd) return context;
  return { ...context, cwd: root, resolve: (path) => resolve(root, path) };
}

/** The absolute path that a default names; undefined when it names none. */
export function placeOf(context: Context, value: string | undefined): string | undefined {
  const path = trimSpace(value ?? '');
  return path === '' ? undefined : context.resolve(fromHome(path, context.home));
}

/** The text of the project's defaults. */
export function configText(defaults: readonly (readonly [GateDefault, string])[]): string {
  return [
    '# What the commands of gait take where no flag says otherwise. Written by gait init.',
    'gate:',
    ...defaults.map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    '',
  ].join('\n');
}
