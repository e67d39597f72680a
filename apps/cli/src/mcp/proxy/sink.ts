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
  let waiting = 0;
  let closed = false;
  let wake: (() => void)[] = [];
  const wakeAll = (): void => {
    const all = wake;
    wake = [];
    for (const each of all) each();
  };
  const close = (): void => {
    closed = true;
    wakeAll();
  };
  stream.on('error', close);
  stream.on('close', close);
  const until = async (most: number): Promise<void> => {
    while (!closed && waiting > most) {
      await new Promise<void>((resolve) => {
        wake.push(resolve);
      });
    }
  };
  return {
    send(frame) {
      if (closed) return;
      const bytes =
        typeof frame === 'string' ? Buffer.from(`${frame}\n`) : Buffer.concat([frame, LINE_END]);
      waiting += bytes.length;
      stream.write(bytes, () => {
        waiting -= bytes.length;
        wakeAll();
      });
    },
    ready: () => until(HIGH_WATER),
    drained: () => until(0),
  };
}
