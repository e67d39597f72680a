import { spawn } from 'node:child_process';
import { ROOT } from './source-files.ts';

/** How a child process ended. */
export interface CommandResult {
  readonly status: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
  readonly seconds: number;
}

/** Settings of one child process. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** True shows the output while it comes; else it is only collected. */
  readonly show?: boolean;
}

/** Runs a program to its end. Never throws for a failing program: a missing one has status 127. */
export async function runCommand(
  command: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const started = performance.now();
  const [program = '', ...args] = command;
  const { promise, resolve } = Promise.withResolvers<number>();
  const chunks: Buffer[] = [];
  const child = spawn(program, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if (options.show === true) process.stdout.write(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if (options.show === true) process.stderr.write(chunk);
  });
  child.on('error', (error) => {
    chunks.push(Buffer.from(`${program}: ${error.message}\n`));
    resolve(127);
  });
  child.on('close', (code) => {
    resolve(code ?? 1);
  });
  const status = await promise;
  const output = Buffer.concat(chunks).toString('utf8');
  return { status, output, seconds: (performance.now() - started) / 1000 };
}

/** The command that runs a program of node_modules/.bin with Node. */
export function localBin(name: string): readonly string[] {
  return [`${ROOT}/node_modules/.bin/${name}`];
}
