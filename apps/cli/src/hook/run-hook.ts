import { isAbsolute } from 'node:path';
import {
  decodeHookBytes,
  findHookRow,
  MAX_HOOK_BYTES,
  readHookMessage,
  writeHookAnswer,
  type HookAnswer,
  type HookEvent,
  type HookMessage,
  type HookRow,
} from '@gait/harness';
import { isCodedError, parseJson } from '@gait/canon';
import type { Context } from '../context.ts';
import { inFolder } from '../in-folder.ts';

/** The exit status by which most tools hold a call back that nothing else was said about. */
const BLOCKED = 2;

/** What the command line of an installed hook says. */
interface HookArguments {
  readonly harness: string;
  readonly project: string;
}

/**
 * `gait hook`: reads one message of a coding tool, answers in the tool's own words, and denies
 * whatever it cannot decide in time. It is started for every call, so it loads no more than it
 * needs.
 *
 * @param words what follows `hook`
 * @returns the exit status that the tool understands
 */
export async function runHook(context: Context, words: readonly string[]): Promise<number> {
  const given = readArguments(words);
  const row = findHookRow(given.harness);
  if (row === undefined) {
    context.io.err(`gait: no coding tool is known as ${JSON.stringify(given.harness)}\n`);
    return BLOCKED;
  }
  let event: HookEvent | undefined;
  const say = (answer: HookAnswer): number => {
    if (answer.stdout !== '') context.io.out(answer.stdout);
    if (answer.stderr !== '') context.io.err(answer.stderr);
    return answer.exitCode;
  };
  const deny = (reason: string): number =>
    say(writeHookAnswer(row.id, event, { verdict: 'deny', reason }));
  // A tool that waits for longer than it wants lets the call run: ours answers before.
  const started = performance.now();
  const isLate = (): boolean => performance.now() - started >= row.deadlineMs;
  const deadline = setTimeout(() => {
    process.exit(deny('the gate did not decide in time (gate_deadline)'));
  }, row.deadlineMs);
  try {
    if (process.execArgv.length > 0) {
      return deny('options of the runtime were given to the gate (hook_environment)');
    }
    const project = given.project === '' ? context.cwd : given.project;
    if (!isAbsolute(project)) return deny('the hook names no project (hook_project_unknown)');
    const read = await readMessage(row, context.platform === 'win32');
    event = read.event;
    if ('code' in read) return deny(`${read.detail} (${read.code})`);
    const { answerHook } = await import('./answer-hook.ts');
    const at = inFolder(context, project);
    return say(await answerHook(at, row, read, { started, isLate }));
  } catch (error) {
    const code = isCodedError(error) ? error.code : 'internal_failure';
    const hint = isCodedError(error) ? ` ${error.hint ?? ''}` : '';
    return deny(`${(error as Error).message} (${code}).${hint}`.trim());
  } finally {
    clearTimeout(deadline);
  }
}

/** Flags by hand: the parser of the other commands takes longer to load than this. */
function readArguments(words: readonly string[]): HookArguments {
  const valueOf = (name: string): string => {
    const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
    const word = words[at] ?? '';
    return word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? '');
  };
  return { harness: valueOf('harness'), project: valueOf('project') };
}

type ReadMessage =
  | HookMessage
  | { readonly code: string; readonly detail: string; readonly event?: HookEvent };

/** Of two members of one name the tool may take the one that nobody judged: both are refused. */
async function readMessage(row: HookRow, windows: boolean): Promise<ReadMessage> {
  const decoded = decodeHookBytes(await readInput());
  if (!decoded.ok) return decoded;
  let value: unknown;
  try {
    value = parseJson(decoded.text);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { code: error.code, detail: error.message };
  }
  const read = readHookMessage(row.id, value, { windows });
  return read.ok ? read.message : read;
}

/** One byte more than is taken is enough to refuse it. */
async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of Bun.stdin.stream()) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_HOOK_BYTES) break;
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}
