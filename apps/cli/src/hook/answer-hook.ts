import {
  canonicalize,
  formatTime,
  isJsonObject,
  sha256Hex,
  type Json,
  type JsonObject,
} from '@gait/canon';
import {
  judgeVersion,
  versionInEnvironment,
  writeHookAnswer,
  type HookAnswer,
  type HookMessage,
  type HookRow,
} from '@gait/harness';
import type { HookCall } from '@gait/boundary';
import { markGatedTool, meetCanary, noteSeen } from '@gait/local';
import type { Context } from '../context.ts';
import { wantedWait } from './wanted-wait.ts';

/** When the hook began, and whether the tool's time is over. */
export interface HookClock {
  /** Of `performance.now()`. */
  readonly started: number;
  readonly isLate: () => boolean;
}

/** What is kept of the tool's time for writing evidence and the answer. */
const RESERVE_MS = 3000;

/**
 * Answers one message of a coding tool.
 *
 * @param context with the project as its current folder
 * @throws CodedError whatever keeps it from being answered: the caller denies
 */
export async function answerHook(
  context: Context,
  row: HookRow,
  message: HookMessage,
  clock: HookClock,
): Promise<HookAnswer> {
  switch (message.event) {
    case 'before_call': {
      if (meetCanary(JSON.stringify(message.input), context)) {
        const reason = 'gait saw this canary call; it never runs';
        return writeHookAnswer(row.id, message.event, { verdict: 'deny', reason });
      }
      const { harness } = message;
      const now = formatTime(context.now());
      const version = message.version ?? versionInEnvironment(row.id, (name) => context.env[name]);
      if (context.parent !== undefined) {
        markGatedTool(context.parent, { harness, project: context.cwd, now }, context);
      }
      const call = { kind: kindOf(message.call.kind), now, version };
      noteSeen({ harness, project: context.cwd }, call, context);
      if (judgeVersion(row, version) === 'unknown') {
        const { refuseVersion } = await import('./refuse-version.ts');
        const reason = await refuseVersion(context, row, version ?? '');
        if (reason !== undefined) {
          return writeHookAnswer(row.id, message.event, { verdict: 'deny', reason });
        }
      }
      const { answerToolCall } = await import('./handle-hook.ts');
      const left = row.deadlineMs - RESERVE_MS - (performance.now() - clock.started);
      const wanted = wantedWait(context);
      const waitMs = Math.max(0, Math.floor(Math.min(left, wanted.ms)));
      const { verdict, reason } = await answerToolCall(context, callOf(message), {
        waitMs,
        isLate: clock.isLate,
        askedAt: performance.timeOrigin + clock.started,
      });
      const told =
        verdict === 'deny' && wanted.fault !== '' ? `${reason}. ${wanted.fault}` : reason;
      return writeHookAnswer(row.id, message.event, { verdict, reason: told });
    }
    case 'after_call': {
      const { recordHookOutcome } = await import('./record-hook-outcome.ts');
      const { status, text = '' } = message.outcome;
      recordHookOutcome(context, callerOf(message), {
        name: {
          callId: message.callId ?? '',
          tool: message.tool,
          inputDigest: sha256Hex(canonicalize(inputOf(message.input))),
        },
        outcome: status === 'ok' ? 'success' : status === 'error' ? 'failure' : 'unknown',
        result: text,
      });
      return writeHookAnswer(row.id, message.event, { verdict: 'allow', reason: '' });
    }
    case 'session_end': {
      const { endHookSession } = await import('./end-hook-session.ts');
      await endHookSession(context, callerOf(message));
      return writeHookAnswer(row.id, message.event, { verdict: 'allow', reason: '' });
    }
    case 'session_start':
    case 'prompt':
      return writeHookAnswer(row.id, message.event, { verdict: 'allow', reason: '' });
  }
}

function callOf(message: Extract<HookMessage, { event: 'before_call' }>): HookCall {
  return {
    ...callerOf(message),
    callId: message.callId ?? '',
    tool: message.tool,
    input: inputOf(message.input),
    folder: message.folder ?? '',
    call: message.call,
  };
}

/** What `gait hooks status` tells apart. */
function kindOf(kind: HookCall['call']['kind']): string {
  return kind === 'shell' || kind === 'mcp' ? kind : kind.startsWith('file_') ? 'file' : 'other';
}

function callerOf(message: HookMessage): Pick<HookCall, 'harness' | 'sessionId'> {
  return { harness: message.harness, sessionId: message.sessionId ?? '' };
}

/** The reader of messages lets only objects through. */
function inputOf(input: unknown): JsonObject {
  return isJsonObject(input as Json) ? (input as JsonObject) : {};
}
