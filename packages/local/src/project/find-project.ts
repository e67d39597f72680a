import { dirname, join, resolve } from 'node:path';
import { isThere } from '../files/is-there.ts';
import { PROJECT_CONFIG } from './project-config.ts';

/** The project whose configuration counts in a folder. */
export interface FoundProject {
  /** Where the paths in its configuration start. */
  readonly root: string;
  /** Absolute path of the configuration. */
  readonly config: string;
}

/**
 * Looks for the configuration in a folder, then above it up to the top of the git work tree (the
 * nearest folder with `.git`) and no further; without `.git` only in the folder itself. Undefined
 * when there is none.
 *
 * @throws CodedError `file_permission`, …: what cannot be looked into may hold a configuration
 */
export function findProject(folder: string): FoundProject | undefined {
  const start = resolve(folder);
  const top = topOf(start) ?? start;
  for (let at = start; ; at = dirname(at)) {
    const config = join(at, PROJECT_CONFIG);
    if (isThere(config)) return { root: at, config };
    if (at === top) return undefined;
  }
}

function topOf(start: string): string | undefined {
  for (let at = start; ; at = dirname(at)) {
    if (isThere(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}
