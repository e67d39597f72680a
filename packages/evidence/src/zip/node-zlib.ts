import * as zlib from 'node:zlib';
import type { ZlibRuntime } from './zlib-runtime.ts';

/** What the runtime answers to `info: true`; the type definitions know only the buffer. */
interface InflateInfo {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** Streams of up to this many unpacked bytes are inflated into one buffer of the right size. */
const SMALL_BYTES = 64 * 1024;

/** Compression of every runtime that knows `node:zlib`. */
export const zlibRuntime: ZlibRuntime = {
  node: () => zlib,
  // 2 GB/s; Node has it since 20.15, Bun since 1.2.
  crc32: (zlib as { crc32?: (data: Uint8Array, previous?: number) => number }).crc32,
  inflateRaw: (packed, maxBytes) => {
    const result = zlib.inflateRawSync(packed, {
      maxOutputLength: maxBytes,
      chunkSize: Math.max(Math.min(maxBytes + 1, SMALL_BYTES), 64),
      info: true,
    }) as unknown as InflateInfo;
    return { bytes: result.buffer, usedAll: result.engine.bytesWritten === packed.length };
  },
};
