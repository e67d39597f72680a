import { CodedError, findNearest } from '@gait/canon';
import type { Framework } from '../graph/read-framework.ts';
import { FOLDER_OF } from '../tree/asset-places.ts';

/**
 * The agents that names stand for: the short name, or the name in its identity, in any case.
 *
 * @returns ids in the order of the names, each once
 * @throws CodedError `agent_unknown` where a name stands for none, or for several
 */
export function findAgents(framework: Framework, names: readonly string[]): readonly string[] {
  const agents = [...framework.agents].map(([id, { short, content }]) => ({
    id,
    names: [short, content.identity.name?.text ?? short],
  }));
  return findEach('agent', names, agents);
}

/**
 * The tasks that names stand for, among those that some agents reach: `plan`, `dev/plan`,
 * `dev/plan.md` or the whole path.
 *
 * @throws CodedError `task_unknown`
 */
export function findTasks(reached: readonly string[], names: readonly string[]): readonly string[] {
  const tasks = reached.map((id) => {
    const below = id.slice(FOLDER_OF.task.length + 1);
    const bare = below.replace(/\.md$/u, '');
    return { id, names: [bare, below, bare.slice(bare.lastIndexOf('/') + 1), id, `./${id}`] };
  });
  return findEach('task', names, tasks);
}

interface Candidate {
  readonly id: string;
  /** The first one is shown where there is a choice. */
  readonly names: readonly string[];
}

function findEach(
  kind: 'agent' | 'task',
  names: readonly string[],
  candidates: readonly Candidate[],
): readonly string[] {
  if (names.length === 0) throw unknown(kind, `no ${kind} is named`, `see krci-ai list ${kind}s`);
  return [...new Set(names.map((name) => findOne(kind, name, candidates)))];
}

function findOne(kind: 'agent' | 'task', name: string, candidates: readonly Candidate[]): string {
  const fold = (text: string): string => text.toLowerCase();
  const exact = candidates.filter(({ names }) => names.includes(name));
  const folded = candidates.filter(({ names }) =>
    names.some((known) => fold(known) === fold(name)),
  );
  const found = exact.length > 0 ? exact : folded;
  const [one, second] = found;
  if (one !== undefined && second === undefined) return one.id;
  const shown = found.map(({ names }) => names[0] ?? '').join(', ');
  if (one !== undefined) throw unknown(kind, `${name} may be any of ${shown}`, 'write it in full');
  const nearest = findNearest(
    name,
    candidates.flatMap(({ names }) => names),
  );
  throw unknown(
    kind,
    `there is no ${kind} ${JSON.stringify(name)}`,
    nearest === undefined ? `see krci-ai list ${kind}s` : `did you mean ${nearest}`,
  );
}

function unknown(kind: 'agent' | 'task', message: string, hint: string): CodedError {
  return new CodedError(`${kind}_unknown`, message, { hint });
}
