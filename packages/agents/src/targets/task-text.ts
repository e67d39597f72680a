import type { Task } from '../reader/read-markdown-asset.ts';
import { oneLine } from './head-text.ts';
import { codeSpan } from './markdown-text.ts';

/** What a task is called: its first heading without the word before it. */
export function taskTitle(name: string, { markdown }: Task): string {
  const heading = oneLine(markdown.headings[0] ?? '').replace(/^Task:\s*/i, '');
  return heading === '' ? name.replace(/\.md$/, '') : heading;
}

/** An agent that has a task. */
export interface TaskUser {
  readonly short: string;
  readonly path: string;
}

export function taskDescription(title: string, users: readonly TaskUser[]): string {
  const names = users.map(({ short }) => oneLine(short)).join(', ');
  const stop = /[.!?]$/.test(title) ? '' : '.';
  return `${title}${stop} Task of ${names}; for when it is asked for.`;
}

/** Sends a model to the file of a task: the text itself stays in one place. */
export function taskText(
  path: string,
  title: string,
  users: readonly TaskUser[],
  input: string | undefined,
): string {
  const agents = users.map((user) => codeSpan(`./${user.path}`)).join(' or ');
  const lines = [
    `# ${title}`,
    `Read ${codeSpan(`./${path}`)} in full and carry it out step by step. Files that it links to lie in this repository; open each where the task needs it.`,
    `Unless you have already taken on an agent of this task, read ${agents} first and keep to its principles.`,
  ];
  return `${lines.join('\n\n')}\n${inputLine(input)}`;
}

/** The end of a task's text, in which the tool puts the words of the user. */
export function inputLine(input: string | undefined): string {
  return input === undefined ? '' : `\nWhat the user added: ${input}\n`;
}
