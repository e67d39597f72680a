import {
  findAgents,
  projectFramework,
  type AgentsLock,
  type LeftOut,
  type Level,
  type WantedFile,
} from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import { frameworkOf, type FrameworkSource } from './framework-source.ts';

/** What somebody chose. */
export interface Choice {
  readonly level: Level;
  /** Names of agents; `all`: every agent that the source has. */
  readonly agents: 'all' | readonly string[];
}

/** The files that a choice comes to. */
export interface Selection extends Pick<AgentsLock, 'level' | 'selection' | 'agents'> {
  readonly wanted: readonly WantedFile[];
  /** What the files no longer say at this level. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * The files of a source that some agents need at a level, as they are installed.
 *
 * @throws CodedError `agent_unknown`
 */
export function selectWanted(source: FrameworkSource, { level, agents }: Choice): Selection {
  const { facts } = source;
  if (facts !== undefined && agents === 'all' && level === 4) {
    return { level, selection: 'all', agents: facts.agents, wanted: facts.whole, leftOut: [] };
  }
  const framework = frameworkOf(source);
  const ids = agents === 'all' ? [...framework.agents.keys()] : findAgents(framework, agents);
  // Whoever takes everything gets the skills that no agent names, too.
  const roots = agents === 'all' && level > 1 ? [...ids, ...framework.skills.keys()] : ids;
  const { files, leftOut } = projectFramework(framework, roots, level);
  return {
    level,
    selection: agents === 'all' ? 'all' : 'named',
    agents: ids.map((id) => framework.agents.get(id)?.short ?? id).sort(),
    wanted: files.map(({ path, bytes }) => ({
      path,
      sha256: sha256Hex(bytes),
      size: bytes.length,
      kind: 'asset',
      read: () => bytes,
    })),
    leftOut,
  };
}
