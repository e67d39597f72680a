import {
  findAgents,
  projectFramework,
  setDigest,
  type LeftOut,
  type Level,
  type LockedFile,
  type LockedSource,
  type Projection,
  type ProjectionWishes,
  type ScanOptions,
  type WantedFile,
} from '@gait/agents';
import { digest, sha256Hex } from '@gait/canon';
import { frameworkOf, sourceDigest, type FrameworkSource } from './framework-source.ts';
import type { InstallMemory, RememberedKind } from './install-memory.ts';
import { rememberedFiles } from './remembered-files.ts';
import { frameworkAmong, type Surroundings } from './surroundings.ts';

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
export interface Selection extends Pick<LockedSource, 'level' | 'selection' | 'agents'> {
  readonly wanted: readonly WantedFile[];
  /** What the files no longer say at this level. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * The files of a source that some agents need at a level, as they are installed.
 *
 * @param among what it is read with; what agents of packs that need it use of it comes along
 * @throws CodedError `agent_unknown`, and what the check of the source throws
 */
export function selectWanted(
  source: FrameworkSource,
  { level, agents, waivers, overridden = [] }: Choice,
  among?: Surroundings,
): Selection {
  const { facts } = source;
  const isWhole = among === undefined && agents === 'all' && level === 4;
  if (facts !== undefined && isWhole && overridden.length === 0) {
    return { level, selection: 'all', agents: facts.agents, wanted: facts.whole, leftOut: [] };
  }
  source.check?.(waivers, among);
  const framework = frameworkOf(source);
  const ids = agents === 'all' ? [...framework.agents.keys()] : findAgents(framework, agents);
  // Whoever takes everything gets the skills that no agent names, too.
  const roots = agents === 'all' && level > 1 ? [...ids, ...framework.skills.keys()] : ids;
  const wishes: ProjectionWishes = { overridden: new Set(overridden) };
  const { files, leftOut } =
    among === undefined
      ? projectFramework(framework, roots, level, wishes)
      : projectAmong(source, among, roots, level, wishes);
  const cut = files.filter(({ changed }) => changed);
  source.checkDerived?.(
    cut.map(({ path, bytes }) => ({ path, from: path, bytes })),
    waivers,
  );
  const sources = [source.name];
  return {
    level,
    selection: agents === 'all' ? 'all' : 'named',
    agents: ids.map((id) => framework.agents.get(id)?.short ?? id).sort(),
    wanted: files.map(({ path, bytes }) => ({
      path,
      sha256: sha256Hex(bytes),
      size: bytes.length,
      kind: 'asset',
      sources,
      ...(source.tree.entries.get(path)?.executable === true ? { executable: true } : {}),
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

/** What is its own of the projection together with other packs. */
function projectAmong(
  source: FrameworkSource,
  among: Surroundings,
  roots: readonly string[],
  level: Level,
  wishes: ProjectionWishes,
): Pick<Projection, 'files' | 'leftOut'> {
  const whole = frameworkAmong(source, among);
  const skills = level > 1 ? whole.skills.keys() : [];
  const needing = [...whole.agents.keys(), ...skills].filter((path) => among.needers.has(path));
  const { files, leftOut } = projectFramework(whole, [...roots, ...needing], level, wishes);
  const isOwn = (path: string): boolean => source.tree.entries.has(path);
  return {
    files: files.filter(({ path }) => isOwn(path)),
    leftOut: leftOut.filter(({ file }) => isOwn(file)),
  };
}

/** How a selection is remembered. */
interface Recall {
  /** Where the memory keeps it: of several sources each has its own. */
  readonly slot?: RememberedKind;
  /** As for `selectWanted`. */
  readonly among?: Surroundings | undefined;
}

/**
 * As `selectWanted`, and short where the same was chosen from the same source before and the lock
 * has just that.
 *
 * @param locked assets that the lock has of the source
 */
export function recallWanted(
  source: FrameworkSource,
  choice: Choice,
  locked: readonly LockedFile[],
  memory: InstallMemory,
  { slot = 'selection', among }: Recall = {},
): Selection {
  // What comes with its facts is short anyhow; what is read with others follows from them, too.
  if (source.facts !== undefined || among !== undefined) return selectWanted(source, choice, among);
  const agents = choice.agents === 'all' ? 'all' : [...choice.agents];
  const overridden = [...(choice.overridden ?? [])];
  const input = digest({
    source: sourceDigest(source),
    level: choice.level,
    agents,
    overridden,
    waivers: waiversDigest(choice.waivers),
  });
  const known = memory.recall(slot, input);
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
  memory.keep(slot, input, {
    set: setDigest(selection.wanted),
    agents: [...selection.agents],
    left_out: selection.leftOut.map((out) => ({ ...out })),
  });
  return selection;
}
