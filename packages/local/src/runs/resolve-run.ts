import { readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { systemCode } from '../files/file-error.ts';
import { cleanPath } from '../files/output-path.ts';

/** Where runs are looked for. */
export interface RunPlaces {
  readonly cwd: string;
  /** The user's home folder; undefined: not looked into. */
  readonly home?: string | undefined;
}

/** A run found on this machine. */
export interface FoundRun {
  /** Absolute path, to open. */
  readonly path: string;
  /** As the reference prints it: relative names stay relative. */
  readonly shown: string;
}

/**
 * Finds the file that `<run_id|path>` names. A name with a slash or backslash, or
 * ending in `.zip`, is a path; any other is a run id, looked for in
 * `./gait-out/runpack_<id>.zip` and then `~/.gait/runpacks/runpack_<id>.zip`.
 * Specification: gait-formats §2.6.
 *
 * @throws CodedError `file_missing` naming the absolute paths tried, `file_permission` where nobody
 *   may look, `invalid_input`
 *   for the empty name.
 */
export function resolveRun(name: string, places: RunPlaces): FoundRun {
  if (name === '') {
    throw new CodedError('invalid_input', 'a run id or the path of a runpack is needed', {
      hint: 'for example `gait verify run_demo` or `gait verify ./gait-out/runpack_run_demo.zip`',
    });
  }
  const candidates = isPath(name) ? [name] : candidatesOf(name, places);
  for (const shown of candidates) {
    const path = isAbsolute(shown) ? shown : resolve(places.cwd, shown);
    const kind = kindOf(path);
    if (kind === 'file') return { path, shown };
    if (kind === 'denied') throw denied(path);
  }
  const tried = candidates.map((shown) => resolve(places.cwd, shown));
  const [first = name] = tried;
  const { what, hint } = explainMiss(name, places.cwd);
  throw new CodedError(
    'file_missing',
    `no runpack found for ${JSON.stringify(name)}${what}; tried ${tried.join(', ')}`,
    { hint, where: { file: first } },
  );
}

/** What the name names instead: people give the record of a run, or the folder of the runpacks. */
function explainMiss(name: string, cwd: string): { readonly what: string; readonly hint: string } {
  const path = resolve(cwd, name);
  const kind = kindOf(path);
  if (kind === 'folder') {
    const runpack = firstRunpack(path);
    return {
      what: ', which is a folder',
      hint:
        runpack === undefined ? 'name a file' : `name a file in it, such as ${join(name, runpack)}`,
    };
  }
  if (kind === 'file') {
    const record = name.toLowerCase().endsWith('.json')
      ? `; \`gait run record ${name}\` makes a runpack of the record of a run`
      : '';
    return {
      what: ', which was taken as a run id',
      hint: `to name the file, write ./${name}${record}`,
    };
  }
  return { what: '', hint: 'check the name; `gait demo` makes a runpack named run_demo' };
}

function kindOf(path: string): 'file' | 'folder' | 'denied' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const system = systemCode(error);
    return system === 'EACCES' || system === 'EPERM' ? 'denied' : undefined;
  }
}

/** Whether a run is there cannot be told: "not found" would send its owner looking elsewhere. */
function denied(path: string): CodedError {
  return new CodedError('file_permission', `cannot look for ${path}: permission denied`, {
    hint: `check the owner and mode of ${dirname(path)}`,
    where: { file: path },
  });
}

function firstRunpack(folder: string): string | undefined {
  try {
    return readdirSync(folder)
      .filter((file) => file.toLowerCase().endsWith('.zip'))
      .sort()[0];
  } catch {
    return undefined;
  }
}

/** True when a `<run_id|path>` argument is meant as a path. */
function isPath(name: string): boolean {
  return /[\\/]/u.test(name) || name.toLowerCase().endsWith('.zip');
}

function candidatesOf(id: string, places: RunPlaces): string[] {
  const file = `runpack_${id}.zip`;
  const here = cleanPath(join('gait-out', file));
  const { home } = places;
  return home === undefined || home === '' ? [here] : [here, join(home, '.gait', 'runpacks', file)];
}
