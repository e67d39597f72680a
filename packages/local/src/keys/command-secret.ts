import { CodedError, isCodedError } from '@gait/canon';
import type { Environment } from '../children/child-environment.ts';
import type { ChildResult } from '../children/run-child.ts';

const TIME_LIMIT_MS = 10_000;
const LONGEST_SECRET = 16 * 1024;

/**
 * Runs a program that prints a secret. What it prints, on either stream, never
 * enters a message; neither do its arguments, which may be secret themselves.
 *
 * @throws CodedError `key_command`.
 */
export async function commandSecret(argv: readonly string[], env: Environment): Promise<string> {
  const [program = ''] = argv;
  const result = await start(argv, env, program);
  if (result.timedOut) throw failed(program, `it took longer than ${TIME_LIMIT_MS / 1000} s`);
  if (result.exitCode !== 0) throw failed(program, `it ended with status ${result.exitCode}`);
  if (result.stdout.byteLength > LONGEST_SECRET)
    throw failed(program, `it printed more than ${LONGEST_SECRET} bytes`);
  return Buffer.from(result.stdout).toString('utf8');
}

async function start(
  argv: readonly string[],
  env: Environment,
  program: string,
): Promise<ChildResult> {
  try {
    // Loaded only here: every verifier loads this file, and next to none runs a command.
    const { runChild } = await import('../children/run-child.ts');
    return await runChild({
      argv,
      env,
      timeoutMs: TIME_LIMIT_MS,
      maxOutputBytes: LONGEST_SECRET + 1,
      graceMs: 200,
    });
  } catch (error) {
    throw failed(
      program,
      isCodedError(error) && error.code === 'child_start' ? 'it cannot be started' : 'it failed',
    );
  }
}

function failed(program: string, why: string): CodedError {
  return new CodedError(
    'key_command',
    `the key command ${JSON.stringify(program)} gave no key: ${why}`,
    {
      hint: 'run the command by hand and see that it prints nothing but the key',
    },
  );
}
