import { spawn } from 'node:child_process';

/** One step of the demo: what it shows, the command a reader can repeat, and how that must end. */
export interface Step {
  readonly title: string;
  /** What it means, for a reader who sees this for the first time. */
  readonly meaning: string;
  readonly command: readonly string[];
  /** Folder, below the scratch folder. */
  readonly cwd: string;
  readonly exit: number;
}

/** A step as it went. */
export interface StepOutcome {
  readonly exit: number;
  readonly output: string;
  readonly seconds: number;
}

/** A word of a command line as a shell reads it back. */
export function quote(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Runs one step as a real child process. */
export async function runStep(
  { command, cwd }: Step,
  env: Readonly<Record<string, string>>,
): Promise<StepOutcome> {
  const started = performance.now();
  const [program = '', ...args] = command;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const chunks: Buffer[] = [];
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('error', reject);
  child.on('close', (code) => {
    resolve(code ?? 1);
  });
  const exit = await promise;
  return {
    exit,
    output: Buffer.concat(chunks).toString('utf8'),
    seconds: (performance.now() - started) / 1000,
  };
}
