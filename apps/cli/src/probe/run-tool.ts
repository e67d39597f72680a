import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '@gait/local';
import type { Launch } from './launch.ts';

/** What a run of a coding tool came to. */
export interface ToolRun {
  /** Null: it could not be started, or was ended. */
  readonly exit: number | null;
  /** The end of what it printed. */
  readonly output: string;
  readonly late: boolean;
}

const MOST_OUTPUT = 16 * 1024;
/** Variables that are somebody's account: a probe must not use it. */
const ACCOUNT = /KEY$|TOKEN$|SECRET|PASSWORD|^ANTHROPIC_|^OPENAI_|^GEMINI_|^GOOGLE_/u;

/** Where a tool runs. */
export interface RunPlace {
  readonly cwd: string;
  /** Where a home folder of ours may lie for the run. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/**
 * Runs a coding tool once, in a group of its own that is ended with it: some leave a server behind.
 * Never throws.
 */
export async function runTool(launch: Launch, at: RunPlace): Promise<ToolRun> {
  const { first, ...own } = launch;
  if (first !== undefined) {
    const before = await runOnce({ ...own, args: first, input: '' }, at);
    if (before.exit !== 0) return before;
  }
  return await runOnce(own, at);
}

function runOnce({ program, args, env, input, settings }: Launch, at: RunPlace): Promise<ToolRun> {
  return new Promise((done) => {
    const own = Object.entries(at.env).filter(([name]) => !ACCOUNT.test(name));
    const home = join(at.folder, 'probe-home');
    if (settings !== undefined) {
      writeWhole(join(home, settings.path), settings.content, { makeFolders: true });
    }
    const named = settings === undefined ? {} : { [settings.variable]: home };
    const child = spawn(program, args, {
      cwd: at.cwd,
      env: { ...Object.fromEntries(own), ...env, ...named } as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    let late = false;
    const take = (part: Buffer): void => {
      output = `${output}${part.toString('utf8')}`.slice(-MOST_OUTPUT);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const end = (): void => endGroup(child.pid);
    const timer = setTimeout(() => {
      late = true;
      end();
    }, at.timeoutMs);
    let isOver = false;
    const finish = (exit: number | null): void => {
      // The end of its output and its own end both come here; the folder may be the next run's by then.
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      end();
      if (settings !== undefined) rmSync(home, { recursive: true, force: true });
      done({ exit, output, late });
    };
    child.once('error', (error) => {
      output = error.message;
      finish(null);
    });
    child.once('close', finish);
    // What the tool left running holds its output open: its own end is what counts.
    child.once('exit', (exit) => setTimeout(() => finish(exit), 500));
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
