import {
  findAgents,
  projectFramework,
  setDigest,
  type AgentsLock,
  type LeftOut,
  type Level,
  type LockedFile,
  type ScanOptions,
  type WantedFile,
} from '@gait/agents';
import { digest, sha256Hex } from '@gait/canon';
import { frameworkOf, sourceDigest, type FrameworkSource } from './framework-source.ts';
import type { InstallMemory } from './install-memory.ts';
import { rememberedFiles } from './remembered-files.ts';

/** What somebody chose. */
export interface Choice {
  readonly level: Level;
  /** Names of agents; `all`: every agent that the source has. */
  readonly agents: 'all' | readonly string[];
  /** What the project accepts in spite of the scan. */
  readonly waivers?: ScanOptions['waivers'];
  /** Ids of assets whose place a local file of the project takes, sorted. */
  readonly overridden?: readonly string[];
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
 * @throws CodedError `agent_unknown`, and what the check of the source throws
 */
export function selectWanted(
  source: FrameworkSource,
  { level, agents, waivers, overridden = [] }: Choice,
): Selection {
  const { facts } = source;
  if (facts !== undefined && agents === 'all' && level === 4 && overridden.length === 0) {
    return { level, selection: 'all', agents: facts.agents, wanted: facts.whole, leftOut: [] };
  }
  source.check?.(waivers);
  const framework = frameworkOf(source);
  const ids = agents === 'all' ? [...framework.agents.keys()] : findAgents(framework, agents);
  // Whoever takes everything gets the skills that no agent names, too.
  const roots = agents === 'all' && level > 1 ? [...ids, ...framework.skills.keys()] : ids;
  const { files, leftOut } = projectFramework(framework, roots, level, {
    overridden: new Set(overridden),
  });
  const cut = files.filter(({ changed }) => changed);
  source.checkDerived?.(
    cut.map(({ path, bytes }) => ({ path, from: path, bytes })),
    waivers,
  );
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

/** D of what is accepted, and until today: a waiver that is gone or over accepts nothing any more. */
export function waiversDigest(waivers: ScanOptions['waivers']): string {
  if (waivers === undefined || waivers.file.waivers.length === 0) return '';
  const { file, today } = waivers;
  return digest([
    today,
    ...file.waivers.map(({ rule, path, digest: of, expires }) => [rule, path, of, expires]),
  ]);
}

/**
 * As `selectWanted`, and short where the same was chosen from the same source before and the lock
 * has just that.
 *
 * @param locked assets of the lock
 */
export function recallWanted(
  source: FrameworkSource,
  choice: Choice,
  locked: readonly LockedFile[],
  memory: InstallMemory,
): Selection {
  // What comes with its facts is short anyhow.
  if (source.facts !== undefined) return selectWanted(source, choice);
  const agents = choice.agents === 'all' ? 'all' : [...choice.agents];
  const overridden = [...(choice.overridden ?? [])];
  const input = digest({
    source: sourceDigest(source),
    level: choice.level,
    agents,
    overridden,
    waivers: waiversDigest(choice.waivers),
  });
  const known = memory.recall('selection', input);
  const select = (): Selection => selectWanted(source, choice);
  const wanted =
    known === undefined ? undefined : rememberedFiles(locked, known['set'], () => select().wanted);
  if (known !== undefined && wanted !== undefined) {
    return {
      level: choice.level,
      selection: choice.agents === 'all' ? 'all' : 'named',
      agents: known['agents'] as readonly string[],
      leftOut: known['left_out'] as unknown as readonly LeftOut[],
      wanted,
    };
  }
  const selection = select();
  memory.keep('selection', input, {
    set: setDigest(selection.wanted),
    agents: [...selection.agents],
    left_out: selection.leftOut.map((out) => ({ ...out })),
  });
  return selection;
}
