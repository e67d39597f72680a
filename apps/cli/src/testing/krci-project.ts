import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runInProcess, type Ran, type World } from '../testing.ts';
import { folderForAll, folderForEach } from './scratch-folder.ts';

/** An agent with tasks, as short as one may be. */
export function agentText(name: string, tasks: readonly string[]): string {
  const short = name.toLowerCase();
  const says = (words: string): string => `${name} ${words} with care`;
  return `agent:
  identity: {name: "${name}", id: ${short}-v1, version: "1.0.0", description: "${says('mends nets')}", role: "Net mender", goal: "${says('keeps nets whole')}"}
  activation_prompt: ["${says('greets the crew')}"]
  principles: ["${says('ties')}", "${says('cuts')}", "${says('dries')}"]
  customization: ""
  commands: {help: "Show the orders", chat: "Talk about nets", exit: "Leave the shed"}
  tasks: [${tasks.map((task) => `./.krci-ai/tasks/${task}`).join(', ')}]
`;
}

/** A source, a project, and a home in one folder, and the command line in that world. */
export interface KrciProject {
  /** The folder that holds all of it. */
  readonly folder: string;
  readonly root: string;
  readonly home: string;
  /** Writes a file of the source, or of the project below `project/`. */
  readonly put: (path: string, content: string | Uint8Array) => void;
  /** Writes a file of the project. */
  readonly add: (path: string, content: string | Uint8Array) => void;
  readonly drop: (path: string) => void;
  readonly read: (path: string) => string;
  readonly has: (path: string) => boolean;
  readonly run: (...args: string[]) => Promise<Ran>;
  readonly runIn: (world: World, ...args: string[]) => Promise<Ran>;
  /** Every file of the project with its bytes, without those that begin as one of `without`. */
  readonly tree: (...without: string[]) => Readonly<Record<string, string>>;
}

/** Makes such a world for each test of a file: what it answers is always that of the present test. */
export function projectForEach(prepare: (at: KrciProject) => unknown): KrciProject {
  const at = {} as KrciProject;
  folderForEach((folder) => prepare(Object.assign(at, krciProject(folder))));
  return at;
}

/** As `projectForEach`, with one world for all tests of the file. */
export function projectForAll(prepare: (at: KrciProject) => unknown): KrciProject {
  const at = {} as KrciProject;
  folderForAll((folder) => prepare(Object.assign(at, krciProject(folder))));
  return at;
}

export function krciProject(folder: string): KrciProject {
  const root = join(folder, 'project');
  mkdirSync(root, { recursive: true });
  const home = join(folder, 'home');
  const put: KrciProject['put'] = (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const runIn: KrciProject['runIn'] = (world, ...args) =>
    runInProcess(args, {
      program: 'krci-ai',
      cwd: root,
      home,
      ...world,
      env: { USER: 'ada', ...world.env },
    });
  return {
    ...{ folder, root, home, put },
    add: (path, content) => put(`project/${path}`, content),
    drop: (path) => rmSync(join(folder, path), { recursive: true }),
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    has: (path) => existsSync(join(folder, path)),
    run: (...args) => runIn({}, ...args),
    runIn,
    tree: (...without) =>
      Object.fromEntries(
        readdirSync(root, { recursive: true, withFileTypes: true })
          .filter((entry) => !entry.isDirectory())
          .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
          .filter((path) => !without.some((start) => path.startsWith(start)))
          .sort()
          .map((path) => [path, readFileSync(join(root, path), 'latin1')]),
      ),
  };
}

/** The code of the error that a command answered with. */
export function codeOf({ json }: Ran): unknown {
  return (json?.['detail'] as { code?: string } | undefined)?.code;
}
