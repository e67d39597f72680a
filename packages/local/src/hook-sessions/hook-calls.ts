import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, parseJson, sha256Hex } from '@gait/canon';
import { isSurelyMissing } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { LockOptions } from '../locks/lock-options.ts';
import { withLock } from '../locks/with-lock.ts';

/** How a tool's call is told from its other calls. */
export interface HookCallName {
  /** The tool's own id of the call; `''`: it tells none. */
  readonly callId: string;
  readonly tool: string;
  /** SHA-256 of the tool's input, hex. */
  readonly inputDigest: string;
}

/** What was answered. */
export interface AnsweredCall {
  readonly verdict: 'allow' | 'deny';
  readonly reason: string;
  /** Place of the call in the session's journal; undefined: it was not decided. */
  readonly sequence: number | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly inputDigest: string;
}

/** A tool without ids of calls asks twice within this time when two of its hooks are ours. */
const SAME_CALL_MS = 1000;
const LONGEST = 64 * 1024;

/** The calls of one session as its tool names them: each is answered once, and its outcome finds it. */
export interface HookCalls {
  /**
   * Answers a call: by what was answered when it came before, else by `decide`. Hooks in two places
   * of a tool's settings ask twice, and an approval must let only one call through. A call with an
   * id is the same only with the same input; one without only for a moment.
   *
   * @throws CodedError `lock_contention` when the other hook does not answer, and what `decide` throws
   */
  answerOnce(
    name: HookCallName,
    now: number,
    waitMs: number,
    decide: () => Promise<AnsweredCall>,
  ): Promise<AnsweredCall>;
  /** What was answered to the call that an outcome is told of. */
  find(name: HookCallName): AnsweredCall | undefined;
  /** The session ended. */
  forget(): void;
}

/** Opens the calls that belong to a session's journal. Nothing is read yet. */
export function openHookCalls(journal: string): HookCalls {
  const folder = `${journal}.calls`;
  const fileOf = ({ callId, tool, inputDigest }: HookCallName): string => {
    const key = callId === '' ? `input\0${tool}\0${inputDigest}` : `id\0${callId}`;
    return join(folder, `${sha256Hex(key).slice(0, 32)}.json`);
  };
  return {
    async answerOnce(name, now, waitMs, decide) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(name);
      return await withLock(
        file,
        async () => {
          const before = read(file);
          if (before !== undefined && isSame(before, name, now)) return before;
          const answered = await decide();
          // Lost in a power cut, so is the tool's session.
          writeWhole(file, JSON.stringify(answered), { sync: false });
          return answered;
        },
        lockFor(waitMs),
      );
    },
    find: (name) => read(fileOf(name)),
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function isSame(before: AnsweredCall, { callId, inputDigest }: HookCallName, now: number): boolean {
  if (before.inputDigest !== inputDigest) return false;
  return callId !== '' || Math.abs(now - before.at) < SAME_CALL_MS;
}

function read(file: string): AnsweredCall | undefined {
  if (isSurelyMissing(file)) return undefined;
  const found = parseJson(readWhole(file, { maxBytes: LONGEST }), { where: { file } });
  if (!isJsonObject(found)) return undefined;
  const { verdict, reason, sequence, at, inputDigest } = found;
  if (verdict !== 'allow' && verdict !== 'deny') return undefined;
  if (typeof reason !== 'string' || typeof at !== 'number' || typeof inputDigest !== 'string') {
    return undefined;
  }
  return {
    verdict,
    reason,
    at,
    inputDigest,
    sequence: typeof sequence === 'number' ? sequence : undefined,
  };
}

function lockFor(waitMs: number): LockOptions {
  return {
    profile: 'turn',
    timeoutMs: Math.max(1000, waitMs),
    retryMs: 10,
    staleAfterMs: Math.max(300_000, waitMs * 2),
  };
}
