import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { agentToolsFolder } from '../../../scripts/agent-tools.ts';

/** A repository, a home and an executable of the gate of their own, for one AI coding tool. */
export interface ScratchProject {
  readonly root: string;
  readonly repo: string;
  readonly home: string;
  /** The gate that the hooks name: tests put something else in its place. */
  readonly gait: string;
  /** The environment of the tool and of the person: nothing of this machine's accounts. */
  readonly env: Readonly<Record<string, string>>;
  readonly remove: () => void;
}

/** What a command came to. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
}

const GAIT = join(import.meta.dirname, '..', '..', '..', 'dist', 'gait');

/** Makes an empty repository. Below the cache: Gemini CLI takes no settings from where others may write. */
export function makeScratchProject(name: string): ScratchProject {
  const runs = join(agentToolsFolder(process.env), 'runs');
  mkdirSync(runs, { recursive: true });
  const root = mkdtempSync(join(runs, `${name}-`));
  // Elsewhere: the policy guards the home of root and lets anybody write into /tmp.
  const repo = mkdtempSync('/var/tmp/gait-real-');
  const home = join(root, 'home');
  const bin = join(root, 'bin');
  for (const folder of [home, bin]) mkdirSync(folder);
  const gait = join(bin, 'gait');
  cpSync(GAIT, gait, { mode: 2 });
  const env = {
    PATH: [
      bin,
      dirname(process.env['GAIT_NODE'] ?? Bun.which('node') ?? ''),
      '/usr/bin',
      '/bin',
    ].join(delimiter),
    HOME: home,
    USER: 'bob',
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    GAIT_APPROVAL_WAIT: '0s',
  };
  const { exitCode } = Bun.spawnSync(['git', 'init', '-q', '-b', 'main', repo], { env });
  if (exitCode !== 0) throw new Error('git init failed');
  return {
    root,
    repo,
    home,
    gait,
    env,
    remove: () => {
      for (const folder of [repo, root]) {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  };
}

export function put(path: string, content: string | object, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
  writeFileSync(path, text, { mode });
}

/** A command of the gate without a terminal. */
export function runGait({ gait, repo, env }: ScratchProject, words: readonly string[]): Ran {
  const { exitCode, stdout, stderr } = Bun.spawnSync([gait, ...words], { cwd: repo, env });
  return { exit: exitCode, out: `${stdout.toString()}${stderr.toString()}` };
}

/** @throws when the command does not end well */
export function mustGait(project: ScratchProject, words: readonly string[]): string {
  const { exit, out } = runGait(project, words);
  if (exit !== 0) throw new Error(`gait ${words.join(' ')} ended with ${exit}: ${out}`);
  return out;
}

/** A command of the gate in a terminal of a person, who types `y` where he is asked. */
export async function atTerminal(
  { gait, repo, env }: ScratchProject,
  words: readonly string[],
): Promise<Ran> {
  let out = '';
  let answered = false;
  const child = Bun.spawn([gait, ...words], {
    cwd: repo,
    env: { ...env, TERM: 'xterm' },
    terminal: {
      cols: 120,
      rows: 40,
      data(terminal: { write(text: string): void }, bytes: Uint8Array) {
        out += Buffer.from(bytes).toString('utf8');
        if (answered || !/\[y[^\]]*\] $/u.test(out)) return;
        answered = true;
        terminal.write('y\n');
      },
    },
  } as never);
  return { exit: await child.exited, out };
}

/** Ids of the calls that wait for a person. */
export function waitingIds(project: ScratchProject): string[] {
  const answer = JSON.parse(runGait(project, ['approvals', 'list', '--json']).out) as {
    waiting: { id: string }[];
  };
  return answer.waiting.map(({ id }) => id);
}

/** Every file below a folder with its text; links as what they name. */
export function filesBelow(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true }) as string[];
  } catch {
    return files;
  }
  for (const name of names.sort()) {
    try {
      files.set(name, readFileSync(join(folder, name), 'latin1'));
    } catch {
      // A folder.
    }
  }
  return files;
}
