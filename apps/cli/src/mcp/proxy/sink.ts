import type { Writable } from 'node:stream';

/** Where messages are written, in order and each on a line of its own. */
export interface Sink {
  /** Never blocks and never throws. */
  readonly send: (frame: Uint8Array | string) => void;
  /** Settles when so little waits to be written that more may be read. */
  readonly ready: () => Promise<void>;
  /** Settles when all is written, or nobody reads any more. */
  readonly drained: () => Promise<void>;
}

const LINE_END = Buffer.from('\n');
/** More than this waiting to be written, and no more is read. */
const HIGH_WATER = 4 * 1024 * 1024;

export function createSink(stream: Writable): Sink {
  const state = { waiting: 0, closed: false, wake: [] as (() => void)[] };
  const wakeAll = (): void => {
    for (const each of state.wake.splice(0)) each();
  };
  const close = (): void => {
    state.closed = true;
    wakeAll();
  };
  stream.on('error', close);
  stream.on('close', close);
  const until = async (most: number): Promise<void> => {
    while (!state.closed && state.waiting > most) {
      await new Promise<void>((resolve) => {
        state.wake.push(resolve);
      });
    }
  };
  return {
    send(frame) {
      if (state.closed) return;
      const bytes =
        typeof frame === 'string' ? Buffer.from(`${frame}\n`) : Buffer.concat([frame, LINE_END]);
      state.waiting += bytes.length;
      stream.write(bytes, () => {
        state.waiting -= bytes.length;
        wakeAll();
      });
    },
    ready: () => until(HIGH_WATER),
    drained: () => until(0),
  };
}
