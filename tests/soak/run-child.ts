import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs a program of this folder; answers what it printed, or throws with what went wrong. */
export function runChild(
  program: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const what = [program, ...args].join(' ');
      if (status === 0) resolve(Buffer.concat(output).toString());
      else if (signal === 'SIGKILL') reject(new Error(`${what}: no end within ${timeoutMs} ms`));
      else
        reject(
          new Error(
            `${what}: status ${status}, signal ${signal}\n${Buffer.concat(errors).toString()}`,
          ),
        );
    });
  });
}
