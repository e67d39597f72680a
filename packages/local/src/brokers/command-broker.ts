import { isAbsolute, normalize, posix } from 'node:path';
import { CodedError, compactJson, isCodedError, trimSpace } from '@gait/canon';
import { brokerRequestJson } from '@gait/gate';
import type { ChildResult } from '../children/run-child.ts';
import type { Broker, BrokerSurroundings, Issued } from './broker.ts';
import { issueFrom } from './issue-from.ts';

const TIME_LIMIT_MS = 5_000;
const GRACE_MS = 200;
/** Of both outputs together. */
const LONGEST_ANSWER = 16 * 1024;

/** Names the programs that may be brokers, separated by commas. */
const ALLOW_LIST = 'GAIT_CREDENTIAL_COMMAND_ALLOWLIST';

/**
 * A program that reads the request on standard input and prints a receipt (gait-formats §4.13).
 * It is started without a shell, in a group of its own that ends with it.
 *
 * @throws CodedError `broker_setting_invalid` without a command, `broker_command_not_allowed`.
 */
export function commandBroker(
  at: BrokerSurroundings,
  command: string,
  args: readonly string[] = [],
  timeoutMs = TIME_LIMIT_MS,
): Broker {
  const program = trimSpace(command);
  if (program === '') {
    throw new CodedError('broker_setting_invalid', 'the command broker has no command', {
      hint: 'pass --credential-command PROGRAM',
    });
  }
  checkAllowed(at, program);
  const argv = [program, ...args.map(trimSpace).filter((arg) => arg !== '')];
  return {
    name: 'command',
    async issue(request, signal): Promise<Issued> {
      const input = compactJson(brokerRequestJson(request));
      return issueFrom(await run(at, argv, input, timeoutMs, signal), 'command', request, at);
    },
  };
}

async function run(
  at: BrokerSurroundings,
  argv: readonly string[],
  input: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const [program = ''] = argv;
  if (/\s/u.test(program)) throw failed(program, 'its name contains white space');
  const result = await start(at, argv, input, timeoutMs, signal);
  if (result.timedOut || signal?.aborted === true) {
    throw new CodedError('broker_timeout', `the broker ${JSON.stringify(program)} took too long`, {
      hint: `a broker must answer within ${timeoutMs / 1000} s`,
    });
  }
  const size = result.stdout.byteLength + result.stderr.byteLength;
  if (result.truncated || size > LONGEST_ANSWER) {
    throw new CodedError(
      'broker_output_too_large',
      `the broker ${JSON.stringify(program)} printed more than ${LONGEST_ANSWER} bytes`,
      { hint: 'let it print the receipt and nothing else' },
    );
  }
  if (result.exitCode !== 0) throw failed(program, `it ended with status ${result.exitCode}`);
  // The reference reads both outputs as one: a receipt beside a warning is none.
  if (Buffer.from(result.stderr).toString('latin1').trim() !== '') {
    throw new CodedError(
      'broker_receipt_invalid',
      `the broker ${JSON.stringify(program)} printed on its standard error`,
      { hint: 'let it print the receipt and nothing else, or end with a status other than 0' },
    );
  }
  return result.stdout;
}

async function start(
  at: BrokerSurroundings,
  argv: readonly string[],
  input: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<ChildResult> {
  try {
    // Loaded only here: most calls need no child process.
    const { runChild } = await import('../children/run-child.ts');
    return await runChild({
      argv,
      env: at.env,
      input,
      timeoutMs,
      graceMs: GRACE_MS,
      maxOutputBytes: LONGEST_ANSWER,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    const why =
      isCodedError(error) && error.code === 'child_start' ? 'cannot be started' : 'failed';
    throw failed(argv[0] ?? '', `it ${why}`);
  }
}

/** The program's output and its arguments may be secret: neither is repeated. */
function failed(program: string, why: string): CodedError {
  return new CodedError(
    'broker_unavailable',
    `the broker ${JSON.stringify(program)} gave no credential: ${why}`,
    { hint: 'run the broker by hand with a request on its standard input' },
  );
}

/**
 * Under `strict` a program given with its folder must stand in the list with that folder:
 * anybody can make a file of an allowed name somewhere else. Without a list it must be an
 * absolute path, because the PATH belongs to whoever started us.
 */
function checkAllowed(at: BrokerSurroundings, program: string): void {
  const allowed = (at.env[ALLOW_LIST] ?? '')
    .split(',')
    .map((entry) => cleanPath(trimSpace(entry)))
    .filter((entry) => entry !== '.');
  const strict = at.profile === 'strict';
  const path = cleanPath(program);
  if (allowed.length === 0 && (!strict || isAbsolute(program))) return;
  const names = strict && path.includes('/') ? [path] : [path, posix.basename(path)];
  if (allowed.some((entry) => names.includes(entry))) return;
  throw new CodedError(
    'broker_command_not_allowed',
    `the program ${JSON.stringify(program)} is not listed in ${ALLOW_LIST}`,
    { hint: `set ${ALLOW_LIST} to the paths of the programs that may be brokers` },
  );
}

function cleanPath(path: string): string {
  return normalize(path).replaceAll('\\', '/');
}
