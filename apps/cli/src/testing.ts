import type { Context } from './context.ts';
import { showControls } from './paint.ts';
import { runCli } from './run-cli.ts';

/** What a command left behind: its exit status and both streams. */
export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output read as JSON, or undefined. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Parts of the world that a test gives; the rest is quiet and fixed. */
export interface World {
  readonly program?: string;
  readonly cwd?: string;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  readonly platform?: NodeJS.Platform;
  readonly width?: number;
  readonly version?: string;
  readonly now?: () => bigint;
  /** What the person types, a line for each question; undefined: nobody is there. */
  readonly answers?: readonly string[];
  /** What happens while a question stands. */
  readonly onAsk?: (question: string) => void;
  /** Settles when Ctrl-C is pressed; left out: at once. */
  readonly untilStopped?: () => Promise<number>;
  readonly user?: string;
  readonly randomBytes?: (count: number) => Uint8Array;
}

/** A context of a test, and what was printed through it. */
export interface TestContext {
  readonly context: Context;
  readonly read: () => { readonly stdout: string; readonly stderr: string };
}

/** Makes the context of an injected world. */
export function contextForTest(args: readonly string[], world: World = {}): TestContext {
  let stdout = '';
  let stderr = '';
  const cwd = world.cwd ?? process.cwd();
  const answers = [...(world.answers ?? [])];
  const io: Context['io'] = {
    out: (text) => (stdout += text),
    err: (text) => (stderr += text),
    outIsTerminal: () => world.terminal ?? false,
    errIsTerminal: () => world.terminal ?? false,
  };
  const context: Context = {
    io,
    cwd,
    home: world.home ?? '/nonexistent',
    env: world.env ?? {},
    argv: [world.program ?? 'gait', ...args],
    platform: world.platform ?? process.platform,
    executable: process.execPath,
    version: world.version ?? '1.4.0',
    now: world.now ?? (() => 1_780_488_000_000_000_000n),
    randomBytes: world.randomBytes ?? ((count) => crypto.getRandomValues(new Uint8Array(count))),
    user: () => world.user ?? 'ada',
    resolve: (path) => process.getBuiltinModule('node:path').resolve(cwd, path),
    warn: (text) => io.err(`${showControls(text)}\n`),
    progress: () => undefined,
    clearProgress: () => undefined,
    ask: (question, until) => {
      if (world.answers !== undefined) stderr += question;
      world.onAsk?.(question);
      if (until === undefined || (answers.length > 0 && question !== ''))
        return Promise.resolve(answers.shift());
      // Nobody types anything: the question stands until it is taken back.
      return new Promise((done) => {
        if (until.aborted) done(undefined);
        until.addEventListener('abort', () => done(undefined), { once: true });
      });
    },
    onInterrupt: () => () => undefined,
    untilStopped: world.untilStopped ?? (() => Promise.resolve(0)),
    width: () => world.width,
  };
  return { context, read: () => ({ stdout, stderr }) };
}

/** Runs a whole command inside this process against an injected world. */
export async function runInProcess(args: readonly string[], world: World = {}): Promise<Ran> {
  const { context, read } = contextForTest(args, world);
  const exit = await runCli(context);
  const { stdout, stderr } = read();
  return { exit, stdout, stderr, json: readObject(stdout) };
}

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
