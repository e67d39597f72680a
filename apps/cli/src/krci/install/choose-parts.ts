import { findAgents, type AgentsLock, type Level, type ScanOptions } from '@gait/agents';
import { CodedError, isCodedError } from '@gait/canon';
import { BUILTIN } from './builtin-source.ts';
import type { SourcePart } from './combine-sources.ts';
import { frameworkOf, type FrameworkSource } from './framework-source.ts';
import type { OpenedSource } from './source-of.ts';

/** What somebody asked for on the command line. */
export interface Asked {
  readonly level: Level | undefined;
  /** Agents; none: what is installed, or all. */
  readonly names: readonly string[];
  readonly waivers: ScanOptions['waivers'];
}

/**
 * What is installed of each source: what was named, added to what the lock has of it; without names
 * what it has, or everything.
 *
 * @throws CodedError `agent_unknown`: no source has an agent of such a name
 */
export function chooseParts(
  opened: readonly OpenedSource[],
  before: AgentsLock | undefined,
  { level, names, waivers }: Asked,
): readonly SourcePart[] {
  const named = namesOf(opened, names);
  return opened.map(({ source, replaces }): SourcePart => {
    const own = named.get(source) ?? [];
    const old = replaces?.agents.length === 0 ? undefined : replaces;
    const all = old === undefined ? names.length === 0 : old.selection === 'all';
    return {
      source,
      replaces: replaces?.name,
      choice: {
        level: level ?? replaces?.level ?? levelOf(before),
        agents: all ? 'all' : [...new Set([...(old?.agents ?? []), ...own])],
        ...(source.check === undefined ? {} : { waivers }),
      },
    };
  });
}

function levelOf(before: AgentsLock | undefined): Level {
  return before === undefined || before.agents.length === 0 ? 4 : before.level;
}

/** Which source each name is of. */
function namesOf(
  opened: readonly OpenedSource[],
  names: readonly string[],
): ReadonlyMap<FrameworkSource, readonly string[]> {
  const [first, ...others] = opened.map(({ source }) => source);
  if (first === undefined) return new Map();
  if (others.length === 0) {
    assertAgents(first, names);
    return new Map([[first, names]]);
  }
  const found = new Map<FrameworkSource, string[]>();
  for (const name of names) {
    const owners = [first, ...others].filter((source) => hasAgent(source, name));
    if (owners.length === 0) {
      throw new CodedError('agent_unknown', `there is no agent ${JSON.stringify(name)}`, {
        hint: `looked for in ${[first, ...others].map((source) => source.name).join(', ')}; another source is named with --from`,
        where: { field: '--agent' },
      });
    }
    for (const source of owners) found.set(source, [...(found.get(source) ?? []), name]);
  }
  return found;
}

/** One source alone says itself what it has; that there may be others is said here. */
function assertAgents(source: FrameworkSource, names: readonly string[]): void {
  if (source.name === BUILTIN || names.length === 0) return;
  try {
    findAgents(frameworkOf(source), names);
  } catch (error) {
    if (!isCodedError(error) || error.code !== 'agent_unknown') throw error;
    throw new CodedError(error.code, error.message, {
      hint: `${error.hint ?? ''}; looked for in ${source.name}, and --from adds another source (--from builtin is the framework of this program)`,
      where: error.where,
    });
  }
}

function hasAgent(source: FrameworkSource, name: string): boolean {
  try {
    return findAgents(frameworkOf(source), [name]).length > 0;
  } catch (error) {
    if (isCodedError(error) && error.code === 'agent_unknown') return false;
    throw error;
  }
}
