import type { Finding } from '../findings/finding.ts';
import { closureOf } from '../graph/closure.ts';
import type { NodeKind } from '../graph/graph.ts';
import type { Framework } from '../graph/read-framework.ts';

/** How much there is, each file once, and how much is wrong. */
export interface Counts {
  readonly agents: number;
  /** Reached from agents, missing ones too. */
  readonly tasks: number;
  readonly templates: number;
  readonly data: number;
  /** All of them: tools find skills without an agent. */
  readonly skills: number;
  readonly mcp_servers: number;
  /** For each agent: the tasks it lists and the different files that these need. */
  readonly references: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
}

/** What one agent reaches, missing files too. */
export interface AgentCounts {
  readonly agent: string;
  readonly tasks: number;
  readonly templates: number;
  readonly data: number;
}

/** Counts what agents reach and what was found. */
export function countReferences(framework: Framework, findings: readonly Finding[]): Counts {
  const reached: Record<NodeKind, Set<string>> = newSets();
  for (const id of framework.skills.keys()) reached.skill.add(id);
  let references = 0;
  for (const id of framework.agents.keys()) {
    const { sets, listed, called } = reach(framework, id);
    for (const kind of Object.keys(sets) as NodeKind[]) {
      for (const other of sets[kind]) reached[kind].add(other);
    }
    references += listed + called + sets.template.size + sets.data.size;
  }
  const bySeverity = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    agents: framework.agents.size,
    tasks: reached.task.size,
    templates: reached.template.size,
    data: reached.data.size,
    skills: reached.skill.size,
    mcp_servers: reached.mcp.size,
    references,
    errors: bySeverity('error'),
    warnings: bySeverity('warning'),
    notes: bySeverity('note'),
  };
}

/** The counts of each agent, in the order of their files. */
export function countByAgent(framework: Framework): readonly AgentCounts[] {
  return [...framework.agents].map(([id, { short }]) => {
    const { sets } = reach(framework, id);
    return {
      agent: short,
      tasks: sets.task.size,
      templates: sets.template.size,
      data: sets.data.size,
    };
  });
}

interface Reached {
  readonly sets: Record<NodeKind, Set<string>>;
  /** Tasks that the agent lists, each time it does. */
  readonly listed: number;
  /** Different tasks that tasks call. */
  readonly called: number;
}

function reach({ graph, agents }: Framework, id: string): Reached {
  const sets = newSets();
  const { nodes, broken } = closureOf(graph, [id]);
  for (const { kind, id: other } of nodes) if (other !== id) sets[kind].add(other);
  for (const { kind, to } of broken) sets[kind].add(to);
  const called = new Set<string>();
  for (const { kind, id: task } of nodes) {
    if (kind !== 'task') continue;
    for (const edge of graph.from.get(task) ?? []) {
      if (edge.kind === 'task' && edge.by === 'list') called.add(edge.to);
    }
  }
  return { sets, listed: agents.get(id)?.content.tasks.length ?? 0, called: called.size };
}

function newSets(): Record<NodeKind, Set<string>> {
  return {
    agent: new Set(),
    task: new Set(),
    template: new Set(),
    data: new Set(),
    skill: new Set(),
    mcp: new Set(),
  };
}
