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
  const { id, rules, agents, commands } = harness;
  const nameOf = ({ short }: NamedAgent): string => fileName(short);
  switch (id) {
    case 'claude': {
      const kept = layout === 'kept' ? first(commands.places) : undefined;
      if (kept === undefined) return forPersons(called(harness, layout));
      return forPersons({ as: 'command', place: kept, nameOf, folder: OURS });
    }
    case 'cursor': {
      // Where the existing tool writes, and where Cursor wants it today.
      const place = first(rules.places);
      return place && { as: 'rule', place, nameOf, folder: OURS };
    }
    case 'devin': {
      const legacy = harness.legacy.find(({ kind, read }) => kind === 'rules' && read);
      const place = (layout === 'kept' ? legacy : undefined) ?? first(rules.places);
      return place && { as: 'rule', place, nameOf, folder: '' };
    }
    default:
      if (PICKED.has(id)) return 'agents';
      return agents.places.length === 0 ? called(harness, layout) : undefined;
  }
}

/** A model that takes on an agent by itself has its agents for that, so each stands there once. */
function forPersons(form: AgentForm | undefined): AgentForm | undefined {
  const { personOnly, head = [] } = form?.place ?? {};
  if (form === undefined || personOnly === undefined) return form;
  return { ...form, place: { ...form.place, head: [...head, personOnly] } };
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
