import { statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { CodedError } from '@gait/canon';
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
 * @throws CodedError `file_missing` naming the absolute paths tried, `invalid_input`
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
    if (isFile(path)) return { path, shown };
  }
  const tried = candidates.map((shown) => resolve(places.cwd, shown));
  const [first = name] = tried;
  throw new CodedError(
    'file_missing',
    `no runpack found for ${JSON.stringify(name)}; tried ${tried.join(', ')}`,
    {
      hint: 'check the name; `gait demo` makes a runpack named run_demo',
      where: { file: first },
    },
  );
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

function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}
