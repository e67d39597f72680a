import { HARNESSES, type FilePlace, type Harness, type HarnessId } from '@gait/harness';
import { fileName, kebabName } from './asset-name.ts';
import type { TargetLayout } from './rendering.ts';

/** What an asset becomes in a tool. */
export type FormKind = 'agent' | 'rule' | 'command' | 'skill';

/** What names of an agent are made of. */
export interface NamedAgent {
  readonly short: string;
  readonly word: string;
}

/** A form, its place, and the name under which an agent lies there. */
export interface AgentForm {
  readonly as: FormKind;
  readonly place: FilePlace;
  readonly nameOf: (agent: NamedAgent) => string;
  /** Folders between the place and the file: all files of ours lie together. */
  readonly folder: string;
}

export interface TaskForm {
  readonly as: 'command' | 'skill';
  readonly place: FilePlace;
}

/** Where everything goes for one tool. */
export interface TargetPlan {
  readonly harness: Harness;
  /** How the tool starts an agent on its own; undefined where it cannot. */
  readonly agents: AgentForm | undefined;
  /**
   * How a person turns a conversation into an agent: a file of its own, `agents` where that file
   * serves for both, undefined where there is no way.
   */
  readonly personas: AgentForm | 'agents' | undefined;
  readonly tasks: TaskForm | undefined;
  readonly skills: FilePlace | undefined;
}

/** The folder of the existing tool inside those of the AI tools. */
const OURS = 'krci-ai';

/** Tools in which a person picks the agent itself for a conversation. */
const PICKED: ReadonlySet<HarnessId> = new Set(['vscode', 'opencode']);

export function planTarget(id: HarnessId, layout: TargetLayout): TargetPlan {
  const harness = HARNESSES[id];
  const agents = first(harness.agents.places);
  return {
    harness,
    agents:
      agents === undefined
        ? undefined
        : {
            as: 'agent',
            place: agents,
            nameOf: ({ short, word }) => kebabName(short, word),
            folder: '',
          },
    personas: planPersonas(harness, layout),
    tasks: planTasks(harness, layout),
    skills: first(harness.skills.places),
  };
}

function planPersonas(harness: Harness, layout: TargetLayout): TargetPlan['personas'] {
  const { id, rules, agents } = harness;
  const legacy = harness.legacy.find(({ kind, read }) => kind === 'rules' && read);
  switch (id) {
    case 'claude':
    case 'cursor': {
      // Where the existing tool writes; Cursor wants it there today as well.
      const kept = id === 'cursor' ? rules.places[0] : harness.commands.places[0];
      if (kept === undefined || (id === 'claude' && layout === 'current'))
        return called(harness, layout);
      return {
        as: id === 'cursor' ? 'rule' : 'command',
        place: kept,
        nameOf: ({ short }) => fileName(short),
        folder: OURS,
      };
    }
    case 'devin': {
      const place = layout === 'kept' ? (legacy ?? rules.places[0]) : rules.places[0];
      return place && { as: 'rule', place, nameOf: ({ short }) => fileName(short), folder: '' };
    }
    default:
      if (PICKED.has(id)) return 'agents';
      return agents.places.length === 0 ? called(harness, layout) : undefined;
  }
}

/** An agent as something that a person calls by name. */
function called(harness: Harness, layout: TargetLayout): AgentForm | undefined {
  const form = planTasks(harness, layout);
  return (
    form && {
      ...form,
      nameOf: ({ short, word }) => kebabName(`krci-${kebabName(short, word)}`),
      folder: '',
    }
  );
}

function planTasks({ id, commands, skills }: Harness, layout: TargetLayout): TaskForm | undefined {
  // Commands of Claude Code were merged into its skills.
  const command = id === 'claude' && layout === 'current' ? undefined : first(commands.places);
  if (command !== undefined) return { as: 'command', place: command };
  const skill = first(skills.places);
  return skill && { as: 'skill', place: skill };
}

function first(places: readonly FilePlace[]): FilePlace | undefined {
  return places[0];
}
