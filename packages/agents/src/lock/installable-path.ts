import { HARNESS_IDS, HARNESSES, type FilePlace } from '@gait/harness';
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
  return TARGETS.test(path) ? undefined : 'no tool has a file of agents, tasks or skills there';
}

const ASSETS = Object.values(FOLDER_OF).map((folder) => `${folder}/`);

/** A file for each name: never one that holds settings, hooks, or what a person says to all agents. */
const TARGETS = new RegExp(`^(?:${[...new Set(namedPlaces().map(patternOf))].join('|')})$`, 'u');

function namedPlaces(): readonly Pick<FilePlace, 'path'>[] {
  return HARNESS_IDS.flatMap((id) => {
    const { rules, agents, commands, skills, legacy } = HARNESSES[id];
    const places = [rules, agents, commands, skills].flatMap((cell) => cell.places);
    return [...places, ...legacy].filter(
      ({ path }) => path.includes('{name}') && !path.startsWith('~/'),
    );
  });
}

/** The files of a skill are all in its folder; those of the other kinds may lie together in one of ours. */
function patternOf({ path }: Pick<FilePlace, 'path'>): string {
  const [before = '', after = ''] = path.replaceAll('.', String.raw`\.`).split('{name}');
  return path.endsWith('/SKILL.md') ? `${before}[^/]+/.+` : `${before}(?:krci-ai/)?[^/]+${after}`;
}
