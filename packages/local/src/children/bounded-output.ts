import type { Readable } from 'node:stream';

/** Keeps the beginning of a stream and reads the rest away, so that its writer never stalls. */
export class BoundedOutput {
  readonly ended: Promise<void>;
  truncated = false;
  readonly #chunks: Uint8Array[] = [];
  #room: number;

  constructor(stream: Readable | null, limit: number) {
    this.#room = limit;
    this.ended = new Promise((done) => {
      if (stream === null) {
        done();
        return;
      }
      stream.on('data', (chunk: Uint8Array) => this.#keep(chunk));
      stream.once('close', () => done());
      stream.once('error', () => done());
    });
  }

  /** What was kept. */
  take(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  #keep(chunk: Uint8Array): void {
    if (chunk.byteLength > this.#room) this.truncated = true;
    if (this.#room === 0) return;
    const kept = chunk.subarray(0, this.#room);
    this.#chunks.push(kept);
    this.#room -= kept.byteLength;
  }
}
