/**
 * Where an artifact's bytes come from: a buffer, an open file, anything with random access.
 *
 * `read` is synchronous and answers exactly the bytes that exist in the range: fewer than
 * asked only when the source ends earlier (a file that was cut while it is being read).
 * The answer may share memory with the source: callers do not write into it.
 */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** A source over bytes already in memory; reads are views, nothing is copied. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
