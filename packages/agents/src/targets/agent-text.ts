import type { Agent } from '../reader/read-agent.ts';
import { codeSpan } from './markdown-text.ts';
import { oneLine } from './head-text.ts';

/** How a tool uses the text of an agent. */
export type AgentUse =
  /** A person turns the conversation into the agent. */
  | 'persona'
  /** The tool may start it for another agent. */
  | 'delegate';

/** What is said of an agent in one line, for people and for models that choose one. */
export function agentDescription(short: string, { identity }: Agent): string {
  const role = oneLine(identity.role?.text ?? identity.name?.text ?? short);
  const about = oneLine(identity.description?.text ?? identity.goal?.text ?? '');
  if (about === '') return role;
  return /[.!?]$/.test(role) ? `${role} ${about}` : `${role}. ${about}`;
}

export function agentTitle(short: string, { identity }: Agent): string {
  const name = oneLine(identity.name?.text ?? '');
  const role = oneLine(identity.role?.text ?? '');
  if (name === '') return role === '' ? short : role;
  return role === '' || role === name ? name : `${name}, ${role}`;
}

/** An agent as far as its text needs it. */
interface TextOfAgent {
  readonly path: string;
  readonly title: string;
  readonly hasTasks: boolean;
}

const BE =
  'take on the persona it describes and follow its activation prompt, principles and commands';
const STAY = 'Keep that persona until you are told to leave it.';

/**
 * The text that makes a model the agent: the definition itself, or, where the tool has no room for
 * it or would run parts of it, the file to read.
 *
 * @param definition the agent as it is installed, in a fence; undefined for the pointer
 */
export function agentText(
  { path, title, hasTasks }: TextOfAgent,
  use: AgentUse,
  definition: string | undefined,
): string {
  const lines = [
    `# ${title}`,
    definition === undefined
      ? `Your definition is the file ${codeSpan(`./${path}`)}. Read it in full before anything else, ${BE}. ${STAY}`
      : `Read the definition below in full, ${BE}. ${STAY}`,
  ];
  if (use === 'delegate') {
    lines.push(
      'When another agent hands you work, leave out the greeting, do the work, and answer with its result.',
    );
  }
  if (hasTasks) {
    lines.push(
      'Its tasks are files of this repository. Open one when it is called for, and read it in full before you carry it out.',
    );
  }
  if (definition !== undefined) lines.push(definition);
  return `${lines.join('\n\n')}\n`;
}
