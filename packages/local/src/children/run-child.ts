import { spawn, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { systemCode } from '../files/file-error.ts';
import { BoundedOutput, type KeptPart, type OutputBounds } from './bounded-output.ts';
import { childEnvironment, type Environment } from './child-environment.ts';
import { killGroup, startGroup } from './process-group.ts';

/** A child process to run. Exactly one of `argv` and `command`. */
export interface ChildRequest {
  /** Program and arguments; no shell sees them. */
  readonly argv?: readonly string[];
  /** A line for the platform's shell, as the user wrote it. */
  readonly command?: string;
  readonly cwd?: string;
  /** The child's environment, less `BUN_OPTIONS` and `BUN_BE_BUN`. */
  readonly env: Environment;
  /** Time limit. Default none. */
  readonly timeoutMs?: number;
  /** Time between the polite and the final signal. Default 2,000. */
  readonly graceMs?: number;
  /** Kept of each output stream; the rest is read and dropped. Default 1 MiB. */
  readonly maxOutputBytes?: number;
  /** Which part of a longer output is kept. Default its beginning. */
  readonly keep?: KeptPart;
  /** Given all of the output as it comes. What it throws is thrown when the child has ended. */
  readonly onChunk?: (stream: OutputName, chunk: Uint8Array) => void;
  /** Standard input; default empty. */
  readonly input?: string | Uint8Array;
  /** Ends the child, and its whole group, when aborted. */
  readonly signal?: AbortSignal;
}

/** The two outputs of a child. */
export type OutputName = 'stdout' | 'stderr';

/** How a child ended. */
export interface ChildResult {
  /** 128 + signal number when a signal ended it. */
  readonly exitCode: number;
  readonly signal: string | undefined;
  readonly timedOut: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** True when either stream was longer than kept. */
  readonly truncated: boolean;
  readonly durationMs: number;
}

/** After the child ended, output that its descendants still hold open is waited for this long. */
const DRAIN_MS = 200;

/**
 * Runs a child in a process group of its own and waits for it. At the time limit
 * the whole group gets SIGTERM, then SIGKILL; what the child left running when it
 * ended is killed too.
 *
 * @throws CodedError `child_start` (no such program or folder), `invalid_input`.
 */
export async function runChild(request: ChildRequest): Promise<ChildResult> {
  const started = performance.now();
  const { child, ended, abandon } = await start(request);
  const stdout = new BoundedOutput(child.stdout, boundsOf(request, 'stdout'));
  const stderr = new BoundedOutput(child.stderr, boundsOf(request, 'stderr'));
  const watch = watchTime(child, request);
  try {
    feed(child, request.input);
    const end = await ended;
    killGroup(child, 'SIGKILL');
    await Promise.race([Promise.all([stdout.ended, stderr.ended]), wait(DRAIN_MS)]);
    for (const { failure } of [stdout, stderr]) if (failure !== undefined) throw failure;
    return {
      ...end,
      timedOut: watch.timedOut(),
      stdout: stdout.take(),
      stderr: stderr.take(),
      truncated: stdout.truncated || stderr.truncated,
      durationMs: performance.now() - started,
    };
  } finally {
    watch.stop();
    abandon();
  }
}

function boundsOf(request: ChildRequest, name: OutputName): OutputBounds {
  const { onChunk } = request;
  return {
    limit: request.maxOutputBytes ?? 1024 * 1024,
    keep: request.keep ?? 'beginning',
    ...(onChunk === undefined ? {} : { onChunk: (chunk) => onChunk(name, chunk) }),
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly abandon: () => void;
}

function start(request: ChildRequest): Promise<Started> {
  const { argv, command } = request;
  const [program, ...rest] = command === undefined ? (argv ?? []) : [command];
  if (program === undefined || program === '' || (command !== undefined && argv !== undefined)) {
    throw new CodedError('invalid_input', 'a child process needs either a command or a program', {
      hint: 'name the program to run',
    });
  }
  if (request.cwd !== undefined) checkFolder(request.cwd);
  const { child, abandon } = startGroup(() => spawnIn(program, rest, request));
  const ended = untilExit(child);
  return new Promise((resolveStart, reject) => {
    child.once('spawn', () => resolveStart({ child, ended, abandon }));
    child.once('error', (error) => {
      abandon();
      reject(cannotStart(program, error));
    });
  });
}

function spawnIn(program: string, args: readonly string[], request: ChildRequest): ChildProcess {
  try {
    return spawn(program, args, {
      ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
      env: childEnvironment(request.env),
      shell: request.command !== undefined,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that it can be ended with everything it started.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    // Some refusals, such as a NUL character in an argument, come at once.
    throw cannotStart(program, error);
  }
}

/** A missing folder is reported as a missing program by the system: tell them apart. */
function checkFolder(cwd: string): void {
  try {
    if (statSync(cwd).isDirectory()) return;
  } catch {
    // Reported below.
  }
  const file = resolve(cwd);
  throw new CodedError('child_start', `the working folder ${file} does not exist`, {
    hint: 'make the folder first',
    where: { file },
  });
}

function cannotStart(program: string, error: unknown): CodedError {
  const system = systemCode(error);
  const why = system === 'ENOENT' ? 'not found' : system === 'EACCES' ? 'not executable' : system;
  return new CodedError('child_start', `cannot start ${program}: ${why}`, {
    hint: 'check the name and the PATH',
    cause: error,
  });
}

function feed(child: ChildProcess, input: string | Uint8Array | undefined): void {
  // A child that does not read its input closes the pipe: not our failure.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input ?? '');
}

interface Ended {
  readonly exitCode: number;
  readonly signal: string | undefined;
}

function untilExit(child: ChildProcess): Promise<Ended> {
  return new Promise((done) => {
    child.once('exit', (code, signal) => {
      const number = signal === null ? 0 : 128 + constants.signals[signal];
      done({ exitCode: code ?? number, signal: signal ?? undefined });
    });
  });
}

interface Watch {
  timedOut(): boolean;
  stop(): void;
}

function watchTime(child: ChildProcess, request: ChildRequest): Watch {
  let timedOut = false;
  let final: NodeJS.Timeout | undefined;
  const end = (): void => {
    killGroup(child, 'SIGTERM');
    final ??= setTimeout(() => killGroup(child, 'SIGKILL'), request.graceMs ?? 2_000);
  };
  const limit =
    request.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          end();
        }, request.timeoutMs);
  if (request.signal?.aborted === true) end();
  request.signal?.addEventListener('abort', end, { once: true });
  return {
    timedOut: () => timedOut,
    stop(): void {
      clearTimeout(limit);
      clearTimeout(final);
      request.signal?.removeEventListener('abort', end);
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}
