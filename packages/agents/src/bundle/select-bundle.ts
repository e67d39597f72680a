import { CodedError } from '@gait/canon';
import { closureOf, LEVEL_OF } from '../graph/closure.ts';
import type { Edge, GraphNode, Level, NodeKind } from '../graph/graph.ts';
import type { Framework } from '../graph/read-framework.ts';

/** What is asked for. */
export interface BundleRequest {
  /** Ids of agents, in the order in which they are to stand. */
  readonly agents: readonly string[];
  /** Ids of tasks: nothing else of what the agents list. Undefined: everything they reach. */
  readonly tasks?: readonly string[];
  /** Ids of skills that are in it although no agent lists them: they stand for themselves. */
  readonly skills?: readonly string[];
  readonly level: Level;
}

/** Files of one kind that stand together. */
export interface BundleGroup {
  readonly kind: NodeKind;
  readonly heading?: string;
  /** Paths of files, each in one group only. */
  readonly paths: readonly string[];
}

export interface BundleSelection {
  /** Agents, each with its tasks behind it; then templates, data and skills under headings. */
  readonly groups: readonly BundleGroup[];
  /** How many there are of each kind. */
  readonly counts: Readonly<
    Record<'agents' | 'tasks' | 'templates' | 'data_files' | 'skills', number>
  >;
  /** References to what the level leaves out. */
  readonly above: readonly Edge[];
  /** References that lead to no file: a bundle with one would promise what is not in it. */
  readonly broken: readonly Edge[];
}

/**
 * Which files are in a bundle, and in which order: with everything that a task needs in its turn,
 * each file once, the same for the same framework.
 */
export function selectBundle(framework: Framework, request: BundleRequest): BundleSelection {
  const { nodes, above, broken } = closureOf(
    framework.graph,
    [...(request.tasks ?? request.agents), ...skillsOf(request)],
    request.level,
  );
  const inside = new Map(nodes.map((node) => [node.id, node]));
  for (const id of request.agents) {
    const node = framework.graph.nodes.get(id);
    if (node?.present === true) inside.set(id, node);
  }
  const of = (kind: NodeKind): readonly GraphNode[] =>
    [...inside.values()].filter((node) => node.kind === kind);
  const pathsOf = (kind: NodeKind): readonly string[] => of(kind).flatMap(filesOf);
  return {
    groups: [
      ...agentGroups(framework, request, inside),
      { kind: 'template', heading: 'Shared Templates', paths: pathsOf('template') },
      { kind: 'data', heading: 'Reference Data', paths: pathsOf('data') },
      { kind: 'skill', heading: 'Skills', paths: pathsOf('skill') },
    ],
    counts: {
      agents: of('agent').length,
      tasks: of('task').length,
      templates: of('template').length,
      data_files: of('data').length,
      skills: of('skill').length,
    },
    above,
    broken,
  };
}

/** The skills of a request that its level has. */
function skillsOf({ skills = [], level }: BundleRequest): readonly string[] {
  return level >= LEVEL_OF.skill ? skills : [];
}

/** What a request is about: everything in its bundle is reached from there. */
export function bundleRoots(request: BundleRequest): readonly string[] {
  return [...request.agents, ...(request.tasks ?? []), ...skillsOf(request)];
}

/** Each agent, and behind it those of its tasks that no agent before it has. */
function agentGroups(
  { graph }: Framework,
  { agents, tasks }: BundleRequest,
  inside: ReadonlyMap<string, GraphNode>,
): readonly BundleGroup[] {
  const written = new Set<string>();
  /** A task, then what it calls, in the order in which they are listed. */
  const tasksBelow = (ids: readonly string[]): readonly string[] => {
    const waiting = [...ids].reverse();
    const paths: string[] = [];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const node = inside.get(id);
      if (node?.kind !== 'task' || written.has(id)) continue;
      written.add(id);
      paths.push(...filesOf(node));
      waiting.push(...listed(id).toReversed());
    }
    return paths;
  };
  const listed = (id: string): readonly string[] =>
    (graph.from.get(id) ?? [])
      .filter((edge) => edge.by === 'list' && edge.kind === 'task')
      .map((edge) => edge.to);
  const groups = agents.flatMap((id): readonly BundleGroup[] => {
    const node = inside.get(id);
    if (node === undefined) return [];
    const below = tasksBelow(tasks ?? listed(id));
    return [
      { kind: 'agent', paths: filesOf(node) },
      { kind: 'task', paths: below },
    ];
  });
  // Tasks that were named and that none of these agents lists.
  return [...groups, { kind: 'task', paths: tasksBelow([...inside.keys()]) }];
}

/** Where a node's files are installed: all of a skill, none of a server. */
function filesOf({ kind, id, files }: GraphNode): readonly string[] {
  if (kind === 'mcp') return [];
  return kind === 'skill' ? files : [id];
}

/**
 * The error for references that lead nowhere; undefined where there are none.
 *
 * @param code of the command that needs them
 */
export function brokenReferences(
  broken: readonly Edge[],
  code: 'bundle_reference_broken' | 'tokens_reference_broken',
): CodedError | undefined {
  const [first] = broken;
  if (first === undefined) return undefined;
  const rest = broken.length === 1 ? '' : `, and ${broken.length - 1} more`;
  const what = {
    outside: 'leads out of its folder',
    unusable: 'is no name of a file',
    not_a_file: 'is no plain file',
    missing: 'is not there',
    found: '',
  };
  return new CodedError(
    code,
    `${first.written === '' ? 'an empty reference' : first.written} ${what[first.reach]}${rest}`,
    {
      hint: 'krci-ai validate lists all of them',
      where: { file: first.file, line: first.line, column: first.column },
    },
  );
}
