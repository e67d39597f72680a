import { formatTime } from '@gait/canon';
import type { WaitingCall } from '@gait/gate';
import { isSame } from './ui-access.ts';

/** An answer that waits for its code. */
export interface OpenAnswer {
  /** As it was shown. */
  readonly call: WaitingCall;
  readonly deny: boolean;
  /** RFC 3339; afterwards the code is void. */
  readonly until: string;
  /** Codes that may still be tried. */
  readonly triesLeft: number;
}

/** What a typed code came to. */
export type CodeRuling =
  | { readonly kind: 'right'; readonly answer: OpenAnswer }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'cancelled' | 'expired' | 'unknown' | 'locked' };

/**
 * The answers that a person is about to give. Each needs a code that only the terminal shows: a
 * browser that an agent drives can press every button of the page, and read nothing of the terminal.
 */
export interface AnswerDesk {
  /**
   * Begins an answer and gives its code, for the terminal only. One that was begun before is void.
   * Undefined: too many wrong codes were typed, and no answer is taken any more.
   */
  readonly begin: (call: WaitingCall, deny: boolean) => string | undefined;
  /** The answer to a call that waits for its code. */
  readonly open: (id: string) => OpenAnswer | undefined;
  /** Uses the code up. */
  readonly confirm: (id: string, code: string) => CodeRuling;
  readonly cancel: () => void;
}

const CODE_NANOS = 2n * 60n * 1_000_000_000n;
const TRIES = 3;
/** Wrong codes in all: with fresh codes for ever, somebody would guess one. */
const MOST_WRONG = 9;
const CODES = 1_000_000;

/** Opens a desk. */
export function createAnswerDesk(world: {
  readonly now: () => bigint;
  readonly randomBytes: (count: number) => Uint8Array;
}): AnswerDesk {
  let open:
    | { call: WaitingCall; deny: boolean; code: string; wrong: number; end: bigint }
    | undefined;
  let wrongInAll = 0;
  const current = (id: string) => (open?.call.request_id === id ? open : undefined);
  return {
    begin(call, deny) {
      open = undefined;
      if (wrongInAll >= MOST_WRONG) return undefined;
      const code = sixDigits(world.randomBytes);
      open = { call, deny, code, wrong: 0, end: world.now() + CODE_NANOS };
      return code;
    },
    open(id) {
      const found = current(id);
      if (found === undefined || world.now() > found.end) return undefined;
      const { call, deny, end, wrong } = found;
      return { call, deny, until: formatTime(end), triesLeft: TRIES - wrong };
    },
    confirm(id, typed) {
      const found = current(id);
      if (found === undefined) return { kind: 'unknown' };
      if (world.now() > found.end) {
        open = undefined;
        return { kind: 'expired' };
      }
      if (isSame(typed.replaceAll(/[\s-]/gu, ''), found.code)) {
        open = undefined;
        const { call, deny, end, wrong } = found;
        const answer = { call, deny, until: formatTime(end), triesLeft: TRIES - wrong };
        return { kind: 'right', answer };
      }
      found.wrong += 1;
      wrongInAll += 1;
      if (wrongInAll < MOST_WRONG && found.wrong < TRIES) {
        return { kind: 'wrong', triesLeft: TRIES - found.wrong };
      }
      open = undefined;
      return { kind: wrongInAll < MOST_WRONG ? 'cancelled' : 'locked' };
    },
    cancel() {
      open = undefined;
    },
  };
}

/** Every code is as likely as every other. */
function sixDigits(randomBytes: (count: number) => Uint8Array): string {
  const limit = Math.floor(2 ** 32 / CODES) * CODES;
  for (;;) {
    const number = Buffer.from(randomBytes(4)).readUInt32BE(0);
    if (number < limit) return String(number % CODES).padStart(6, '0');
  }
}
