import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { childEnvironment, type Environment } from '../children/child-environment.ts';

/** What a call of git printed, and how it ended. */
interface GitAnswer {
  readonly status: number;
  readonly stdout: Uint8Array;
}

const TIME_LIMIT_MS = 10_000;
const LONGEST_LIST = 256 * 1024 * 1024;

/** The folder above or at `folder` that holds `.git`, or undefined. Works without git. */
export function gitRoot(folder: string): string | undefined {
  let at = resolve(folder);
  for (;;) {
    if (existsSync(join(at, '.git'))) return at;
    const parent = dirname(at);
    if (parent === at) return undefined;
    at = parent;
  }
}

/**
 * Whether git ignores a path. `unknown` when git is not installed or does not
 * answer.
 */
export function isIgnored(path: string, root: string, env: Environment): 'yes' | 'no' | 'unknown' {
  const answer = git(['check-ignore', '--quiet', '--', resolve(path)], root, env);
  if (answer?.status === 0) return 'yes';
  return answer?.status === 1 ? 'no' : 'unknown';
}

/** Whether git tracks a file; `unknown` when git is not installed or does not answer. */
export function isTracked(path: string, root: string, env: Environment): 'yes' | 'no' | 'unknown' {
  const answer = git(['ls-files', '--error-unmatch', '--', resolve(path)], root, env);
  if (answer?.status === 0) return 'yes';
  return answer?.status === 1 ? 'no' : 'unknown';
}

/** The version that git says it has; undefined when it is not installed or does not answer. */
export function gitVersion(folder: string, env: Environment): string | undefined {
  const answer = git(['--version'], folder, env);
  if (answer?.status !== 0) return undefined;
  return /\d[\d.]*/.exec(Buffer.from(answer.stdout).toString('latin1'))?.[0];
}

/** Names of the files git tracks below a folder, relative to it; undefined when git cannot say. */
export function trackedFiles(folder: string, env: Environment): readonly string[] | undefined {
  return listFiles(['--cached'], folder, env);
}

/** As `trackedFiles`, those that git neither tracks nor ignores. */
export function untrackedFiles(folder: string, env: Environment): readonly string[] | undefined {
  return listFiles(['--others', '--exclude-standard'], folder, env);
}

function listFiles(
  which: readonly string[],
  folder: string,
  env: Environment,
): readonly string[] | undefined {
  const answer = git(['ls-files', '-z', ...which], folder, env);
  if (answer?.status !== 0) return undefined;
  return Buffer.from(answer.stdout)
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
}

/**
 * Runs git so that nothing in the repository runs with it: a hostile
 * `.git/config` may name programs as file system monitor or hooks. Variables that
 * point git at another repository are left out.
 */
function git(args: readonly string[], cwd: string, env: Environment): GitAnswer | undefined {
  const kept = Object.entries(childEnvironment(env)).filter(
    ([name]) => !name.toUpperCase().startsWith('GIT_'),
  );
  const quiet = [
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'core.untrackedCache=false',
  ];
  const result = spawnSync('git', [...quiet, ...args], {
    cwd,
    env: {
      ...Object.fromEntries(kept),
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
    },
    timeout: TIME_LIMIT_MS,
    maxBuffer: LONGEST_LIST,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  if (result.error !== undefined || result.status === null) return undefined;
  return { status: result.status, stdout: result.stdout };
}
