import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLock } from '@gait/agents';
import type { Ran } from '../testing.ts';
import { codeOf, krciProject, type KrciProject } from './krci-project.ts';

export { codeOf };

/** Where a test is: its own folder, and the project in it. */
export const at = { folder: '', root: '' } as KrciProject;
/** Writes a file seen from the folder. */
export const put = (path: string, content: string): void => at.put(path, content);
/** An agent of some tasks. */
export const agent = (name: string, tasks: readonly string[]): string =>
  [
    'agent:',
    '  identity:',
    `    name: "${name}"`,
    `    id: ${name.toLowerCase()}-v1`,
    '    version: "1.0.0"',
    '    description: "Keeps the lamps of the harbour lit"',
    '    role: "Lamp Keeper"',
    '    goal: "Have every lamp burn from dusk until dawn"',
    '  activation_prompt:',
    '    - Greet the harbour master, then wait',
    '  principles:',
    '    - Never leave a lamp unattended in fog',
    '    - Write each change into the lamp book',
    '    - Ask before putting out a light',
    '  customization: ""',
    '  commands:',
    '    help: "Show what can be ordered"',
    '    chat: "(Default) Talk about lamps"',
    '    exit: "Leave the lamp room"',
    '  tasks:',
    ...tasks.map((task) => `    - ./.krci-ai/tasks/${task}`),
    '',
  ].join('\n');
/** A task that needs a file of data. */
export const task = (data: string): string =>
  `---\ndependencies:\n  data: [${data}]\n---\n# Task: trim\n\nRead [the oils](./.krci-ai/data/${data}).\n`;
/** Makes a source of two agents and an empty project beside it. */
export function prepareProject(made: string): void {
  Object.assign(at, krciProject(made));
  put('source/agents/ada.yaml', agent('Ada', ['one.md']));
  put('source/agents/bo.yaml', agent('Bo', ['two.md']));
  put('source/tasks/one.md', task('oils.md'));
  put('source/tasks/two.md', task('wicks.md'));
  put('source/data/oils.md', '# Oils\n');
  put('source/data/wicks.md', '# Wicks\n');
}

/** The home folder of whoever runs commands. */
export const home = (): string => at.home;
/** Runs krci-ai in the project. */
export const run = (...args: string[]): Promise<Ran> => runWith({}, ...args);
/** As `run`, in an environment. */
export const runWith = (env: Record<string, string>, ...args: string[]): Promise<Ran> =>
  at.runIn({ env }, ...args);
/** Installs from the source, asked for JSON. */
export const install = (...args: string[]): Promise<Ran> =>
  run('install', '--from', '../source', ...args, '--json');
/** Text of a file of the project. */
export const read = (path: string): string => at.read(`project/${path}`);
/** The lock of the project. */
export const lock = (): ReturnType<typeof readLock> =>
  readLock(readFileSync(join(at.root, 'krci-ai.lock.json')));
/** Every file below a folder, sorted. */
export const files = (below = at.root): string[] =>
  readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(below.length + 1))
    .sort();

/** What all agents at level 4 come to. */
export const WHOLE = [
  '.krci-ai/.store',
  '.krci-ai/agents/ada.yaml',
  '.krci-ai/agents/bo.yaml',
  '.krci-ai/audit.jsonl',
  '.krci-ai/data/oils.md',
  '.krci-ai/data/wicks.md',
  '.krci-ai/tasks/one.md',
  '.krci-ai/tasks/two.md',
  'krci-ai.lock.json',
];
