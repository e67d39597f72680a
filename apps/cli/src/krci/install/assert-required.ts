import { inRange, type Level, type LockedRequirement, parseVersion } from '@gait/agents';
import { CodedError } from '@gait/canon';
import type { Member } from './surroundings.ts';

/** What a requirement is held against. */
export interface RequiredStep {
  /** Names of sources that this step takes away. */
  readonly dropped: ReadonlySet<string>;
  /** The command that a person would repeat. */
  readonly verb: 'install' | 'update';
}

type Judged = Pick<Member, 'name' | 'version' | 'origin' | 'requires' | 'level' | 'kept'>;

/**
 * Holds what packs need against all sources that a project has after a step, whoever brought them.
 * Where a name might be found was asked before (`withRequired`): which pack of a name is the right one is
 * for a person to say, or for the index that a person configured.
 *
 * @throws CodedError `pack_requires`: a pack is not there, not in a version that fits, or not at the
 *   level of the one that needs it
 */
export function assertRequired(members: readonly Judged[], step: RequiredStep): void {
  for (const one of members) {
    for (const wanted of one.requires) {
      const found = members.find(({ name }) => name === wanted.name);
      const fault = found === undefined ? 'is not there' : faultOf(found, wanted, one.level);
      if (fault === undefined) continue;
      throw new CodedError(
        'pack_requires',
        `${one.name} needs ${wanted.name} ${wanted.version}, which ${fault}`,
        { hint: hintFor(one, wanted, step), where: { file: one.origin } },
      );
    }
  }
}

function faultOf(
  { version, level, kept }: Judged,
  wanted: LockedRequirement,
  needed: Level,
): string | undefined {
  const parsed = parseVersion(version);
  if (parsed === undefined || !inRange(parsed, wanted.version))
    return `is there as ${version === '' ? 'a folder without a version' : version}`;
  // What comes in the same step comes at the level that is needed.
  return kept === undefined || level >= needed
    ? undefined
    : `is there at level ${level} and not at ${needed}`;
}

function hintFor(
  { name, origin, kept }: Judged,
  wanted: LockedRequirement,
  { dropped, verb }: RequiredStep,
): string {
  if (dropped.has(wanted.name)) return `take that one away first: krci-ai uninstall ${name}`;
  const from = kept === undefined ? origin : name;
  return `krci-ai ${verb} --from ${from} --with ADDRESS names where ${wanted.name} is; krci-ai info ${wanted.name} tells its address`;
}
