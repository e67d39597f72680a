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
  /** The tool's own id of the call; `''`: it tells none. The model's server may have chosen it. */
  readonly callId: string;
  readonly tool: string;
  /** SHA-256 of the tool's input, hex. */
  readonly inputDigest: string;
}

/** A call as one hook asks about it. */
export interface AskedCall extends HookCallName {
  /** Where the tool works; `''`: it does not say. */
  readonly folder: string;
  /** When the tool asked, milliseconds since 1970. */
  readonly askedAt: number;
}

/** What was decided. */
export interface DecidedCall {
  readonly verdict: 'allow' | 'deny';
  readonly reason: string;
  /** Place of the call in the session's journal; undefined: it is in none. */
  readonly sequence: number | undefined;
  /** An approval was used up for it. */
  readonly isApproved: boolean;
}

/** What was answered, and to which call. */
export interface AnsweredCall extends DecidedCall {
  readonly tool: string;
  readonly inputDigest: string;
  readonly folder: string;
  /** When, milliseconds since 1970. */
  readonly at: number;
}

/** A hook that asked longer ago has its own deadline behind it. */
const LONGEST_HOOK_MS = 180_000;
const LONGEST = 64 * 1024;

/** The calls of one session as its tool names them, so that outcomes find them. */
export interface HookCalls {
  /**
   * Answers a call by what `decide` says of it. A message that was sent before the same one was
   * answered is not another call: hooks of ours in two places of a tool's settings ask about one.
   * It gets the same answer, but never that of an approval, which is for one answer. Whatever comes
   * after the answer is decided anew, whatever id it has: ids are no secret, and some repeat.
   *
   * @param now milliseconds since 1970
   * @returns the answer; `askedTwice`: an approval was used up for the same message
   * @throws CodedError `lock_contention` when the other hook does not answer, and what `decide` throws
   */
  answerOnce(
    asked: AskedCall,
    now: () => number,
    waitMs: number,
    decide: () => Promise<DecidedCall>,
  ): Promise<Answer>;
  /** What was answered last to the call that an outcome is told of. */
  find(name: HookCallName): AnsweredCall | undefined;
  /** The session ended. */
  forget(): void;
}

/** What a hook is told. */
export type Answer = AnsweredCall | 'asked_twice';

/** Opens the calls that belong to a session's journal. Nothing is read yet. */
export function openHookCalls(journal: string): HookCalls {
  const folder = `${journal}.calls`;
  const fileOf = ({ callId, tool, inputDigest }: HookCallName): string => {
    const key = callId === '' ? `input\0${tool}\0${inputDigest}` : `id\0${callId}`;
    return join(folder, `${sha256Hex(key).slice(0, 32)}.json`);
  };
  return {
    async answerOnce(asked, now, waitMs, decide) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(asked);
      return await withLock(
        file,
        async () => {
          const before = read(file);
          if (before !== undefined && isSameMessage(before, asked)) {
            return before.isApproved ? 'asked_twice' : before;
          }
          const { tool, inputDigest, folder: workingFolder } = asked;
          const decided = await decide();
          const answered = { ...decided, tool, inputDigest, folder: workingFolder, at: now() };
          // Lost in a power cut, so is the tool's session.
          writeWhole(file, JSON.stringify(answered), { sync: false });
          return answered;
        },
        lockFor(waitMs),
      );
    },
    find(name) {
      const found = read(fileOf(name));
      return found?.tool === name.tool ? found : undefined;
    },
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The same call, asked about before it was answered: later is another one, or a try after an approval. */
function isSameMessage(before: AnsweredCall, asked: AskedCall): boolean {
  const overlaps = asked.askedAt < before.at && before.at - asked.askedAt < LONGEST_HOOK_MS;
  return (
    overlaps &&
    before.tool === asked.tool &&
    before.inputDigest === asked.inputDigest &&
    before.folder === asked.folder
  );
}

function read(file: string): AnsweredCall | undefined {
  if (isSurelyMissing(file)) return undefined;
  const found = parseJson(readWhole(file, { maxBytes: LONGEST }), { where: { file } });
  if (!isJsonObject(found)) return undefined;
  const { verdict, reason, sequence, isApproved, tool, inputDigest, folder, at } = found;
  const texts = { reason, tool, inputDigest, folder };
  if (verdict !== 'allow' && verdict !== 'deny') return undefined;
  if (typeof at !== 'number' || typeof isApproved !== 'boolean') return undefined;
  if (!Object.values(texts).every((text) => typeof text === 'string')) return undefined;
  return {
    ...(texts as Record<keyof typeof texts, string>),
    verdict,
    at,
    isApproved,
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
