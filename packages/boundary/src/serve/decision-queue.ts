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

/**
 * Asked before a step that cannot be undone, such as using up an approval. False: the caller was
 * told `gate_deadline` already, so the step must not be taken. True: from now on he is told what
 * comes of it, though it take up to another deadline; nothing is decided behind his back.
 */
export type StillWanted = () => boolean;

/** Work that waits its turn. */
export interface DecisionQueue {
  /**
   * Runs `work` when there is room.
   *
   * @throws CodedError `gate_overloaded` (too many wait), `gate_deadline` (no answer in time:
   *   what was begun goes on, its answer is not used), `gate_draining`; and what `work` throws.
   */
  run<T>(work: (stillWanted: StillWanted) => Promise<T>): Promise<T>;
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

  /** Hands the place on, without letting go of it between: work that is due is never "idle". */
  function next(): void {
    const begin = waiting.shift();
    if (begin !== undefined) {
      begin();
      return;
    }
    running -= 1;
    if (running === 0) for (const settle of idle.splice(0)) settle();
  }

  /** The work, in a place that was taken for it. */
  async function start<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      next();
    }
  }

  /** Waits for a place. Whoever is told that it is too late leaves the line. */
  async function inLine<T>(work: () => Promise<T>, timer: Deadline): Promise<T> {
    let begin: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      begin = resolve;
      waiting.push(begin);
    });
    timer.onLate(() => {
      const at = waiting.indexOf(begin);
      if (at >= 0) waiting.splice(at, 1);
    });
    await turn;
    return await start(work);
  }

  return {
    async run<T>(work: (stillWanted: StillWanted) => Promise<T>): Promise<T> {
      if (draining) throw refusal('gate_draining', 'the gate is shutting down');
      const hasRoom = running < limits.concurrent;
      if (!hasRoom && waiting.length >= limits.waiting) {
        throw refusal('gate_overloaded', `${limits.waiting} calls wait already`);
      }
      const timer = startDeadline(limits.deadlineMs);
      const wanted = (): Promise<T> => work(timer.hold);
      if (hasRoom) running += 1;
      return await timer.race(hasRoom ? start(wanted) : inLine(wanted, timer));
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

interface Deadline {
  readonly hold: StillWanted;
  readonly onLate: (told: () => void) => void;
  /** The answer, or `gate_deadline` when it takes longer. */
  race<T>(answer: Promise<T>): Promise<T>;
}

function startDeadline(ms: number): Deadline {
  let late = false;
  let held = false;
  let told: () => void = () => undefined;
  const { promise, reject } = Promise.withResolvers<never>();
  const expire = (): void => {
    late = true;
    told();
    reject(deadline(ms));
  };
  let timer = setTimeout(expire, ms);
  return {
    hold() {
      if (late || held) return !late;
      held = true;
      clearTimeout(timer);
      timer = setTimeout(expire, ms);
      return true;
    },
    onLate(work) {
      told = work;
    },
    async race(answer) {
      try {
        return await Promise.race([answer, promise]);
      } finally {
        clearTimeout(timer);
        // Nobody listens any more: a late failure must not end the process.
        answer.catch(() => undefined);
      }
    },
  };
}

function deadline(ms: number): CodedError {
  return new CodedError('gate_deadline', `no decision within ${ms} ms`, {
    hint: 'the call is blocked; try again, or allow more time with --deadline',
  });
}

function refusal(code: 'gate_draining' | 'gate_overloaded', message: string): CodedError {
  return new CodedError(code, message, { hint: 'the call is blocked; try again in a moment' });
}
