/** What a process does when it is told to end. */
export interface Interruption {
  /** Adds something to undo; the answer takes it out again. */
  readonly onInterrupt: (undo: () => void) => () => void;
  /** Waits for a signal, and answers with the exit status that belongs to it. */
  readonly untilStopped: () => Promise<number>;
}

const EXITS = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof EXITS;

/**
 * Listens to Ctrl-C and SIGTERM only while there is something to undo or somebody who waits for
 * them. A listener runs between two steps of the program: with one, a signal does nothing while a
 * command works in one step; without one the system ends the process at once, which every write of
 * ours survives.
 *
 * @param clear takes away what is shown for the moment
 */
export function handleInterrupts(clear: () => void): Interruption {
  const undos = new Set<() => void>();
  let stopping: ((exit: number) => void) | undefined;
  let listens = false;
  const onSignal = (signal: Signal): void => {
    const exit = EXITS[signal];
    const stop = stopping;
    if (stop === undefined) interrupt(exit, undos, clear);
    stopping = undefined;
    settle();
    stop?.(exit);
  };
  const settle = (): void => {
    // The system ends no first process of a container that does not listen.
    const wanted = undos.size > 0 || stopping !== undefined || process.pid === 1;
    if (wanted === listens) return;
    listens = wanted;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      if (wanted) process.on(signal, onSignal);
      else process.off(signal, onSignal);
    }
  };
  settle();
  return {
    onInterrupt(undo) {
      undos.add(undo);
      settle();
      return () => {
        undos.delete(undo);
        settle();
      };
    },
    untilStopped: () =>
      new Promise((stop) => {
        stopping = stop;
        settle();
      }),
  };
}

/** Undoes what is half done, newest first, and ends. A failing undo must not keep the others from running. */
function interrupt(exit: number, undos: ReadonlySet<() => void>, clear: () => void): void {
  for (const undo of [...undos].reverse()) {
    try {
      undo();
    } catch {
      // Nothing can be said or done any more.
    }
  }
  clear();
  process.exit(exit);
}
