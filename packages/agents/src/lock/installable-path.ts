import { HARNESS_IDS, HARNESSES, type FilePlace } from '@gait/harness';
import { planTarget } from '../targets/target-plan.ts';
import type { TargetLayout } from '../targets/rendering.ts';
import { FOLDER_OF } from '../tree/asset-places.ts';
import type { LockedFile } from './agents-lock.ts';

/**
 * Why no install writes a file of this kind there; undefined where one may. What a lock names is
 * replaced and removed where its digest agrees: one that names the project's own files, or the
 * settings of a tool, would have them deleted.
 */
export function installableFault(path: string, kind: LockedFile['kind']): string | undefined {
  if (kind === 'asset')
    return ASSETS.some((folder) => path.startsWith(folder))
      ? undefined
      : 'no asset is installed there';
  TARGETS ??= new RegExp(`^(?:${[...new Set(writtenPlaces())].join('|')})$`, 'u');
  return TARGETS.test(path) ? undefined : 'no install writes a file of a tool there';
}

const ASSETS = Object.values(FOLDER_OF).map((folder) => `${folder}/`);

/** Made when the first file of a tool is judged: many locks have none. */
let TARGETS: RegExp | undefined;

/**
 * Patterns of the files that installs write in some layout, and of those that the existing tool wrote and
 * that were taken over: never one that holds settings or hooks, and of the folders in which a person
 * says something to all agents only where agents stand for want of a better place.
 */
function writtenPlaces(): readonly string[] {
  return HARNESS_IDS.flatMap((id) => {
    const plans = LAYOUTS.map((layout) => planTarget(id, layout));
    const agents = plans.flatMap(({ agents: own, personas }) =>
      [own, personas].flatMap((form) => (form === undefined || form === 'agents' ? [] : [form])),
    );
    const tasks = plans.flatMap(({ tasks: own }) => (own === undefined ? [] : [own.place]));
    const skills = plans.flatMap(({ skills: own }) => (own === undefined ? [] : [own]));
    const former = HARNESSES[id].legacy.filter(
      ({ kind, path }) => kind === 'agents' && path.includes('{name}') && !path.startsWith('~/'),
    );
    return [
      ...agents.map(({ place, folder }) => patternOf(place, folder)),
      ...[...tasks, ...skills, ...former].map((place) => patternOf(place, '')),
    ];
  });
}

const LAYOUTS: readonly TargetLayout[] = ['kept', 'current'];

/** The files of a skill are all in its folder. */
function patternOf({ path }: Pick<FilePlace, 'path'>, folder: string): string {
  const [before = '', after = ''] = path.replaceAll('.', String.raw`\.`).split('{name}');
  if (path.endsWith('/SKILL.md')) return `${before}[^/]+/.+`;
  return `${before}${folder === '' ? '' : `${folder}/`}[^/]+${after}`;
}
