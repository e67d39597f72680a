import { isCodedError, parseJson } from '@gait/canon';
import {
  decodeHookBytes,
  readHookMessage,
  writeHookAnswer,
  type HookAnswer,
  type HookEvent,
  type HookMessage,
  type HookRow,
} from '@gait/harness';
import type { Context } from '../context.ts';
import { inFolder } from '../in-folder.ts';

/** What a message came to. */
export interface AnsweredMessage {
  readonly answer: HookAnswer;
  /** The message was read, and nothing failed on the way to the answer. */
  readonly isDecided: boolean;
}

/** One message, and who sent it. */
export interface SentMessage {
  readonly row: HookRow;
  /** Absolute. */
  readonly project: string;
  readonly bytes: Promise<Uint8Array>;
  /** When the tool asked, of `performance.now()`; 0: when this process began. */
  readonly started: number;
  /** False once whoever asked is gone: no approval is used up for him. */
  readonly isAwaited?: () => boolean;
}

/**
 * Answers one message of a coding tool in the tool's own words; denies whatever cannot be read or
 * decided, or not in time: a tool that waits for longer than it wants lets the call run.
 */
export async function answerMessage(
  context: Context,
  { row, project, bytes, started, isAwaited }: SentMessage,
): Promise<AnsweredMessage> {
  const isLate = (): boolean =>
    performance.now() - started >= row.deadlineMs || isAwaited?.() === false;
  let event: HookEvent | undefined;
  const deny = (reason: string): AnsweredMessage => ({
    answer: writeHookAnswer(row.id, event, { verdict: 'deny', reason }),
    isDecided: false,
  });
  const decide = async (): Promise<AnsweredMessage> => {
    try {
      const read = readMessage(row, await bytes, context.platform === 'win32');
      event = read.event;
      if ('code' in read) return deny(`${read.detail} (${read.code})`);
      const { answerHook } = await import('./answer-hook.ts');
      const at = inFolder(context, project);
      return { answer: await answerHook(at, row, read, { started, isLate }), isDecided: true };
    } catch (error) {
      const { describeFault } = await import('./describe-ruling.ts');
      return deny(describeFault(error));
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<AnsweredMessage>((resolve) => {
    const say = 'the gate did not decide in time (gate_deadline)';
    const left = row.deadlineMs - (performance.now() - started);
    timer = setTimeout(() => resolve(deny(say)), Math.max(0, left));
  });
  try {
    return await Promise.race([decide(), late]);
  } finally {
    clearTimeout(timer);
  }
}

type ReadMessage =
  | HookMessage
  | { readonly code: string; readonly detail: string; readonly event?: HookEvent };

/** Of two members of one name the tool may take the one that nobody judged: both are refused. */
function readMessage(row: HookRow, bytes: Uint8Array, windows: boolean): ReadMessage {
  const decoded = decodeHookBytes(bytes);
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
