import type { Readable } from 'node:stream';

/** Which part of an output is kept. */
export type KeptPart = 'beginning' | 'end';

/** How an output is kept. */
export interface OutputBounds {
  /** Bytes that are kept. */
  readonly limit: number;
  readonly keep: KeptPart;
  /** Given all of it, kept or not. */
  readonly onChunk?: (chunk: Uint8Array) => void;
}

/** Keeps the beginning or the end of a stream and reads all of it, so that its writer never stalls. */
export class BoundedOutput {
  readonly ended: Promise<void>;
  truncated = false;
  /** The first thing that `onChunk` threw; it was given nothing since. */
  failure: Error | undefined;
  readonly #bounds: OutputBounds;
  #chunks: Uint8Array[] = [];
  #held = 0;

  constructor(stream: Readable | null, bounds: OutputBounds) {
    this.#bounds = bounds;
    this.ended = new Promise((done) => {
      if (stream === null) {
        done();
        return;
      }
      stream.on('data', (chunk: Uint8Array) => this.#take(chunk));
      stream.once('close', () => done());
      stream.once('error', () => done());
    });
  }

  /** What was kept. */
  take(): Uint8Array {
    const all = Buffer.concat(this.#chunks);
    return all.subarray(Math.max(0, all.byteLength - this.#bounds.limit));
  }

  #take(chunk: Uint8Array): void {
    this.#hand(chunk);
    if (this.#bounds.keep === 'beginning') this.#keepBeginning(chunk);
    else this.#keepEnd(chunk);
  }

  #hand(chunk: Uint8Array): void {
    if (this.failure !== undefined) return;
    try {
      this.#bounds.onChunk?.(chunk);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  #keepBeginning(chunk: Uint8Array): void {
    const room = this.#bounds.limit - this.#held;
    if (chunk.byteLength > room) this.truncated = true;
    if (room === 0) return;
    const kept = chunk.subarray(0, room);
    this.#chunks.push(kept);
    this.#held += kept.byteLength;
  }

  #keepEnd(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#held += chunk.byteLength;
    if (this.#held <= this.#bounds.limit) return;
    this.truncated = true;
    // Now and then, not at every line: a chatty child must not cost a copy of the bound each time.
    if (this.#held <= 2 * this.#bounds.limit && this.#chunks.length < MOST_CHUNKS) return;
    const rest = this.take();
    this.#chunks = [rest];
    this.#held = rest.byteLength;
  }
}

const MOST_CHUNKS = 4096;
