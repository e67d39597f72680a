import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'bun:test';

/** A repository in which a coding tool works, for black-box tests of what is started there. */
export const GAIT = join(import.meta.dirname, '..', '..', '..', 'dist', 'gait');

export let folder = '';
export let repo = '';
export let home = '';
let isWarm = false;

/** Gives every test of a file a repository and a home folder of its own. */
export function useRepository(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gait-hook-'));
    repo = join(folder, 'repo');
    home = join(folder, 'home');
    mkdirSync(join(repo, '.git'), { recursive: true });
    mkdirSync(home);
    if (isWarm) startWarm();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  USER: 'bob',
  GAIT_APPROVAL_WAIT: '0s',
  ...(isWarm ? {} : { GAIT_WARM: 'off' }),
  ...more,
});

/** Whether a gate stays and answers the hooks of the tests that follow. */
export function useWarm(warm: boolean): void {
  isWarm = warm;
}

/** The gate that stays is there before the first call; it ends when its home folder is gone. */
function startWarm(): void {
  Bun.spawn([GAIT, 'hooks', 'warm'], {
    cwd: '/',
    env: environment(),
    stdio: ['ignore', 'ignore', 'ignore'],
  }).unref();
  const sockets = join(home, '.local/state/gait/warm');
  const isThere = (): boolean =>
    existsSync(sockets) && readdirSync(sockets).some((name) => /^\w+\.sock$/u.test(name));
  for (const end = Date.now() + 10_000; !isThere(); Bun.sleepSync(10)) {
    if (Date.now() > end) throw new Error('the gate that stays does not listen');
  }
}

export function gait(
  words: readonly string[],
  more: { input?: string | Uint8Array; env?: object } = {},
): Ran {
  const input = typeof more.input === 'string' ? new TextEncoder().encode(more.input) : more.input;
  const ran = Bun.spawnSync([GAIT, ...words], {
    cwd: repo,
    env: environment(more.env as Record<string, string>),
    stdin: input ?? null,
  });
  return { exit: ran.exitCode, out: ran.stdout.toString(), err: ran.stderr.toString() };
}

/**
 * The hook below a process that stands for the coding tool: what descends from it is governed, and
 * a person's terminal, here the test, does not.
 */
const TOOL = `
  const [gait, harness, project] = process.argv.slice(-3);
  const words = [gait, 'hook', '--harness', harness, '--project', project];
  const ran = Bun.spawnSync(words, { stdin: await Bun.stdin.bytes(), env: process.env });
  process.stdout.write(ran.stdout);
  process.stderr.write(ran.stderr);
  process.exit(ran.exitCode);
`;
export const toolWords = (harness: string): string[] => [
  process.execPath,
  '-e',
  TOOL,
  GAIT,
  harness,
  repo,
];

export function hook(input: string | Uint8Array, harness = 'claude', env: object = {}): Ran {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const ran = Bun.spawnSync(toolWords(harness), {
    cwd: repo,
    env: environment(env as Record<string, string>),
    stdin: bytes,
  });
  return { exit: ran.exitCode, out: ran.stdout.toString(), err: ran.stderr.toString() };
}

let calls = 0;
export function message(tool: string, given: object, more: object = {}): string {
  calls += 1;
  return JSON.stringify({
    session_id: 's1',
    cwd: repo,
    hook_event_name: 'PreToolUse',
    permission_mode: 'default',
    tool_name: tool,
    tool_input: given,
    tool_use_id: `call_${calls}`,
    ...more,
  });
}

export const read = (path: string): string => message('Read', { file_path: join(repo, path) });
export const write = (path: string): string =>
  message('Write', { file_path: join(repo, path), content: 'x' });

export function setUp(): void {
  expect(gait(['init', '--template', 'coding-agent', '--approver', 'alice']).exit).toBe(0);
  expect(gait(['trust', '.gait.yaml']).exit).toBe(0);
}

export const tracesIn = (): string[] =>
  readdirSync(join(repo, 'gait-out/traces')).filter((name) => name.startsWith('trace_'));
