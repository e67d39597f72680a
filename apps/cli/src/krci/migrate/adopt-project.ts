import {
  adoptFiles,
  FOLDER_OF,
  LOCK_SCHEMA,
  summarizeSources,
  type Adoption,
  type AgentsLock,
  type InstallPlan,
  type Level,
  type PresentFile,
} from '@gait/agents';
import type { Context } from '../../context.ts';
import { assertRequired } from '../install/assert-required.ts';
import { lockedSource } from '../install/combine-sources.ts';
import type { FrameworkSource } from '../install/framework-source.ts';
import { bytesAt } from '../install/project-state.ts';
import { selectWanted } from '../install/select-wanted.ts';
import { waiversOf } from '../install/source-of.ts';

/** An installation without a lock, and the lock that it would have. */
export interface AdoptedProject {
  readonly lock: AgentsLock;
  readonly plan: InstallPlan;
  readonly adoption: Adoption;
}

/**
 * Recognises what stands in a project as what a source gives: which of its agents, and at which
 * level most files are the same. Undefined where none of its agents is there.
 */
export function adoptProject(
  context: Context,
  root: string,
  source: FrameworkSource,
  presentAt: (path: string) => PresentFile,
): AdoptedProject | undefined {
  // Once: below it is asked for every agent.
  const alone = { ...source, requires: source.requires ?? [], level: 1, kept: undefined } as const;
  assertRequired([alone], { dropped: new Set(), verb: 'install' });
  source.check?.(waiversOf(context, root));
  const { check: _, ...sound } = source;
  const read = (path: string): Uint8Array => bytesAt(root, path);
  const adopted = (level: Level, agents: 'all' | readonly string[]) => {
    const selection = selectWanted(sound, { level, agents });
    return { selection, adoption: adoptFiles(selection.wanted, presentAt, read) };
  };
  const whole = adopted(1, 'all');
  const names = whole.selection.agents.filter((name) =>
    LEVELS.some((level) =>
      adopted(level, [name]).adoption.files.some(({ path }) => path === agentPath(name)),
    ),
  );
  if (names.length === 0) return undefined;
  const agents = names.length === whole.selection.agents.length ? 'all' : names;
  const [first, ...others] = LEVELS.map((level) => adopted(level, agents));
  if (first === undefined) return undefined;
  // The highest one, unless a lower one is nearer.
  const best = others.reduce((a, b) => (b.adoption.same > a.adoption.same ? b : a), first);
  const { selection, adoption } = best;
  const sources = [lockedSource(source, selection)];
  const lock: AgentsLock = {
    format: LOCK_SCHEMA.version,
    ...summarizeSources(sources),
    sources,
    targets: [],
    producer: context.version,
    files: adoption.files.flatMap(({ locked }) => (locked === undefined ? [] : [locked])),
    folders: [],
  };
  return { lock, plan: { files: adoption.files, blocked: [] }, adoption };
}

const LEVELS: readonly Level[] = [4, 3, 2, 1];

function agentPath(name: string): string {
  return `${FOLDER_OF.agent}/${name}.yaml`;
}
