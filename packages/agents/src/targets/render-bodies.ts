import { agentText, type AgentUse } from './agent-text.ts';
import { fenced } from './markdown-text.ts';
import type { AgentSource, TaskSource } from './render-sources.ts';
import { taskText } from './task-text.ts';
import { makeBody, type Body } from './write-file.ts';

/** A text, then what to write where a tool has no room for it or would run parts of it. */
export type Bodies = readonly (() => Body)[];

/** The texts of files, each made once however many tools get it. */
export interface RenderBodies {
  readonly ofAgent: (agent: AgentSource, use: AgentUse) => Bodies;
  /** The second has the name of the task for its title: a heading may hold what a tool would run. */
  readonly ofTask: (task: TaskSource, name: string, input: string | undefined) => Bodies;
}

export function rememberBodies(): RenderBodies {
  const made = new Map<string, Body>();
  const fences = new Map<string, string>();
  const once = (key: string, make: () => string): Body => {
    let body = made.get(key);
    if (body === undefined) made.set(key, (body = makeBody(make())));
    return body;
  };
  const definition = ({ path, text }: AgentSource): string => {
    let fence = fences.get(path);
    if (fence === undefined) fences.set(path, (fence = fenced(text, 'yaml')));
    return fence;
  };
  return {
    ofAgent: (agent, use) => [
      () => once(`${use} whole ${agent.path}`, () => agentText(agent, use, definition(agent))),
      () => once(`${use} pointer ${agent.path}`, () => agentText(agent, use, undefined)),
    ],
    ofTask: (task, name, input) =>
      [task.title, name].map((title, index) => () => {
        const key = `task ${index} ${input ?? ''} ${task.path}`;
        return once(key, () => taskText(task.path, title, task.users, input));
      }),
  };
}
