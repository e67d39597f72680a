import type * as NodeZlib from 'node:zlib';

/** Unpacked bytes, and whether the stream ends with the last of the packed ones. */
export interface Inflated {
  readonly bytes: Uint8Array;
  readonly usedAll: boolean;
}

/**
 * What this package needs of the runtime's zlib.
 *
 * One module implements it for every runtime (`node-zlib.ts`); the build of the executable
 * puts another in its place, which loads `node:zlib` only when it must.
 */
export interface ZlibRuntime {
  readonly node: () => typeof NodeZlib;
  /** CRC-32 continuing from `previous`; undefined where the runtime has none. */
  readonly crc32: ((data: Uint8Array, previous?: number) => number) | undefined;
  /**
   * Inflates a raw deflate stream. Throws for a damaged or unfinished one, and an error whose
   * `code` is `ERR_BUFFER_TOO_LARGE` for one that gives more than `maxBytes` (at least 1).
   */
  readonly inflateRaw: (packed: Uint8Array, maxBytes: number) => Inflated;
}
