import { statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { openPathResolver } from '@gait/local';
import type { GivenTarget } from './effect-targets.ts';
import { KEPT_FILES } from './private-names.ts';

/**
 * The targets that paths lead to beside their names: through links, and by a second name of a
 * private file. Rules speak of names, so each name is asked about by itself.
 *
 * @param project absolute folder of the project; what really lies in it keeps its name there
 */
export function realTargets(
  targets: readonly GivenTarget[],
  project: string,
): readonly GivenTarget[] {
  const resolve = openPathResolver({ places: [] });
  const realOf = (path: string): string | undefined => {
    const end = resolve(path);
    return end === 'unknown' ? undefined : end.path;
  };
  const root = realOf(project) ?? project;
  return targets.flatMap((target) => {
    const { kind, value } = target;
    if (kind !== 'path' || !isAbsolute(value) || value.includes('\0')) return [];
    const real = realOf(value);
    if (real === undefined) return [];
    const named = real === root ? project : inFolder(real, root, project);
    const others = named === plain(value) ? [] : [named];
    return [...others, ...secondNames(value, project)].map((path) => ({ ...target, value: path }));
  });
}

function inFolder(path: string, root: string, project: string): string {
  return path.startsWith(`${root}/`) ? `${project}${path.slice(root.length)}` : path;
}

/** The same without `..` and a slash at the end: only links make a difference. */
function plain(path: string): string {
  const clean = join(path);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}

/** Private files of the project that a file with several names is. */
function secondNames(path: string, project: string): readonly string[] {
  const own = factsOf(path);
  if (own === undefined || !own.isFile() || own.nlink < 2) return [];
  const folders = [...new Set([project, dirname(path)])];
  return folders
    .flatMap((folder) => KEPT_FILES.map((name) => join(folder, name)))
    .filter((kept) => {
      const facts = kept === path ? undefined : factsOf(kept);
      return facts !== undefined && facts.dev === own.dev && facts.ino === own.ino;
    });
}

/** Undefined: nothing is there, or nobody may look. */
function factsOf(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
