import { CodedError } from '@gait/canon';

/** How much work is taken on at once. */
export interface QueueLimits {
  /** Calls decided at the same time. */
  readonly concurrent: number;
  /** Calls that may wait for their turn; one more is refused. */
  readonly waiting: number;
  /** Longest time from arrival to answer, milliseconds. */
  readonly deadlineMs: number;
}

/** Work that waits its turn. */
export interface DecisionQueue {
  /**
   * Runs `work` when there is room.
   *
   * @throws CodedError `gate_overloaded` (too many wait), `gate_deadline` (no answer in time:
   *   what was begun goes on, its answer is not used), `gate_draining`; and what `work` throws.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Calls that are being decided and calls that wait. */
  readonly depth: () => { readonly running: number; readonly waiting: number };
  /** Takes no more work; settles when all that was taken on has ended. */
  drain(): Promise<void>;
}

/**
 * A bounded queue. A gate that takes on more than it can do answers everybody late; one that
 * refuses early tells the caller to come back, and blocks until then.
 */
export function createDecisionQueue(limits: QueueLimits): DecisionQueue {
  let running = 0;
  let draining = false;
  const waiting: (() => void)[] = [];
  const idle: (() => void)[] = [];

  function next(): void {
    running -= 1;
    waiting.shift()?.();
    if (running === 0 && waiting.length === 0) for (const settle of idle.splice(0)) settle();
  }

  async function start<T>(work: () => Promise<T>): Promise<T> {
    running += 1;
    try {
      return await work();
    } finally {
      next();
    }
  }

  function turn(expired: () => boolean): Promise<void> {
    return new Promise((begin, refuse) => {
      waiting.push(() => {
        // Its caller was told already: the place goes to somebody who still listens.
        if (expired()) {
          running += 1;
          refuse(deadline(limits.deadlineMs));
          next();
        } else begin();
      });
    });
  }

  return {
    async run(work) {
      if (draining) throw refusal('gate_draining', 'the gate is shutting down');
      if (running < limits.concurrent) return await inTime(start(work), limits.deadlineMs);
      if (waiting.length >= limits.waiting) {
        throw refusal('gate_overloaded', `${limits.waiting} calls wait already`);
      }
      let expired = false;
      const answer = turn(() => expired).then(() => start(work));
      try {
        return await inTime(answer, limits.deadlineMs);
      } catch (error) {
        expired = true;
        throw error;
      }
    },
    depth: () => ({ running, waiting: waiting.length }),
    async drain() {
      draining = true;
      if (running === 0 && waiting.length === 0) return;
      await new Promise<void>((settle) => {
        idle.push(settle);
      });
    },
  };
}

/** The answer, or `gate_deadline` when it takes longer. */
async function inTime<T>(answer: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(deadline(deadlineMs)), deadlineMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    // Nobody listens any more: a late failure must not end the process.
    answer.catch(() => undefined);
  }
}

function deadline(ms: number): CodedError {
  return new CodedError('gate_deadline', `no decision within ${ms} ms`, {
    hint: 'the call is blocked; try again, or allow more time with --deadline',
  });
}

function refusal(code: 'gate_draining' | 'gate_overloaded', message: string): CodedError {
  return new CodedError(code, message, { hint: 'the call is blocked; try again in a moment' });
}
