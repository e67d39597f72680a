/**
 * The ranks of a byte pair encoding in the shape that is fastest to load: one token after the
 * other, in the order of the ranks, each as one byte of length and its bytes.
 */

/** Tokens by their bytes. */
export interface RankTable {
  /** How many tokens there are. */
  readonly count: number;
  /** The rank of `bytes[start..end)`, whose hash is `hash`; -1 where that is no token. */
  readonly find: (bytes: Uint8Array, start: number, end: number, hash: number) => number;
}

/** Longest token of any encoding that is read: its length is one byte. */
const LONGEST_TOKEN = 255;

/**
 * The hash of bytes that were hashed one by one: `hash = extendHash(hash, byte)`, from 0. It is a
 * polynomial, so that the hash of a middle part follows from two of beginnings (`partHash`).
 */
export const HASH_BASE = 0x01000193;

/** The hash of what stands between two beginnings; `power` is HASH_BASE to the number of bytes between. */
export function partHash(before: number, whole: number, power: number): number {
  return (whole - Math.imul(before, power)) | 0;
}

/** Packs tokens, given by rank as text or as bytes where they are no UTF-8. */
export function packRanks(tokens: readonly (string | readonly number[])[]): Uint8Array {
  const encoder = new TextEncoder();
  const parts = tokens.map((token, rank) => {
    const bytes = typeof token === 'string' ? encoder.encode(token) : Uint8Array.from(token);
    if (bytes.length === 0 || bytes.length > LONGEST_TOKEN)
      throw new RangeError(`token ${rank} has ${bytes.length} bytes`);
    return bytes;
  });
  const packed = new Uint8Array(parts.reduce((sum, bytes) => sum + bytes.length + 1, 0));
  let at = 0;
  for (const bytes of parts) {
    packed[at] = bytes.length;
    packed.set(bytes, at + 1);
    at += bytes.length + 1;
  }
  return packed;
}

/**
 * Opens packed ranks. They are part of the product, not input: a table that ends inside a token
 * is a mistake of the build.
 *
 * @throws RangeError where the table ends inside a token
 */
export function openRankTable(packed: Uint8Array): RankTable {
  const count = countTokens(packed);
  const size = tableSize(count);
  const mask = size - 1;
  const starts = new Uint32Array(count);
  const hashes = new Int32Array(count);
  // Rank + 1 by the hash of the token, the next free place where two want the same; 0 is free.
  const slots = new Uint32Array(size);
  let at = 0;
  for (let rank = 0; rank < count; rank += 1) {
    const start = at + 1;
    at = start + (packed[at] ?? 0);
    let hash = 0;
    for (let i = start; i < at; i += 1)
      hash = (Math.imul(hash, HASH_BASE) + (packed[i] ?? 0) + 1) | 0;
    starts[rank] = start;
    hashes[rank] = hash;
    let slot = spread(hash) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = rank + 1;
  }
  const isToken = (rank: number, bytes: Uint8Array, from: number, length: number): boolean => {
    const start = starts[rank] ?? 0;
    if (packed[start - 1] !== length) return false;
    for (let i = 0; i < length; i += 1) if (packed[start + i] !== bytes[from + i]) return false;
    return true;
  };
  return {
    count,
    find(bytes, start, end, hash) {
      for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
        const rank = (slots[slot] ?? 0) - 1;
        if (rank < 0) return -1;
        if (hashes[rank] === hash && isToken(rank, bytes, start, end - start)) return rank;
      }
    },
  };
}

function countTokens(packed: Uint8Array): number {
  let count = 0;
  let at = 0;
  while (at < packed.length) {
    at += (packed[at] ?? 0) + 1;
    count += 1;
  }
  if (at !== packed.length) throw new RangeError('the table of ranks ends inside a token');
  return count;
}

/** A power of two, at most half full. */
function tableSize(count: number): number {
  let size = 1;
  while (size < count * 2) size *= 2;
  return size;
}

/** The low bits of a polynomial say little about its first bytes. */
function spread(hash: number): number {
  const high = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (high ^ (high >>> 12)) >>> 0;
}
