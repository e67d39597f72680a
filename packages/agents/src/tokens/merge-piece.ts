import { HASH_BASE, partHash, type RankTable } from './rank-table.ts';

/** Pieces of more bytes are merged with a heap: looking through all pairs each time is quadratic. */
const LONGEST_SCANNED = 128;
const NONE = 0x7fffffff;
/** A place in a piece is below it, so that rank and place share one number without loss. */
const PLACES = 2 ** 31;

/** Memory for the pieces that are merged one after the other; grown when one needs more. */
export interface MergeRoom {
  /** Hashes of the piece's first 0, 1, 2 … bytes. */
  hashes: Int32Array;
  /** HASH_BASE to the power of the index. */
  powers: Int32Array;
  /** Of the part that begins at a place: where it ends, what it follows, the rank of it with its follower. */
  ends: Int32Array;
  previous: Int32Array;
  ranks: Int32Array;
}

export function newMergeRoom(): MergeRoom {
  return sizedRoom(1024);
}

function sizedRoom(size: number): MergeRoom {
  const powers = new Int32Array(size + 1);
  powers[0] = 1;
  for (let i = 1; i <= size; i += 1) powers[i] = Math.imul(powers[i - 1] ?? 0, HASH_BASE);
  return {
    hashes: new Int32Array(size + 1),
    powers,
    ends: new Int32Array(size + 1),
    previous: new Int32Array(size + 1),
    ranks: new Int32Array(size + 1),
  };
}

/**
 * Into how many tokens byte pair encoding merges one piece: always the two neighbours whose union
 * has the lowest rank, the leftmost where two have the same, until no union is a token.
 * O(n log n) in the piece's length.
 */
export function countMerged(
  table: RankTable,
  bytes: Uint8Array,
  start: number,
  end: number,
  room: MergeRoom,
): number {
  const length = end - start;
  if (room.powers.length <= length) Object.assign(room, sizedRoom(length * 2));
  const { hashes, powers, ends, previous, ranks } = room;
  hashes[0] = 0;
  for (let i = 0; i < length; i += 1)
    hashes[i + 1] = (Math.imul(hashes[i] ?? 0, HASH_BASE) + (bytes[start + i] ?? 0) + 1) | 0;

  /** The rank of the bytes from one place to another, NONE where they are no token. */
  const rankOf = (from: number, to: number): number => {
    const hash = partHash(hashes[from] ?? 0, hashes[to] ?? 0, powers[to - from] ?? 0);
    const rank = table.find(bytes, start + from, start + to, hash);
    return rank < 0 ? NONE : rank;
  };
  const rankAt = (place: number): number => {
    const follower = ends[place] ?? length;
    return follower >= length ? NONE : rankOf(place, ends[follower] ?? length);
  };

  for (let i = 0; i < length; i += 1) {
    ends[i] = i + 1;
    previous[i] = i - 1;
  }
  for (let i = 0; i < length; i += 1) ranks[i] = rankAt(i);

  const waiting = length > LONGEST_SCANNED ? startHeap(ranks, length) : undefined;
  let parts = length;
  for (;;) {
    const place = waiting === undefined ? lowest(ranks, ends, length) : waiting.next();
    if (place < 0) return parts;
    const follower = ends[place] ?? length;
    const next = ends[follower] ?? length;
    ends[place] = next;
    ranks[follower] = NONE;
    if (next < length) previous[next] = place;
    parts -= 1;
    ranks[place] = rankAt(place);
    waiting?.add(place);
    const before = previous[place] ?? -1;
    if (before < 0) continue;
    ranks[before] = rankAt(before);
    waiting?.add(before);
  }
}

function lowest(ranks: Int32Array, ends: Int32Array, length: number): number {
  let best = NONE;
  let found = -1;
  for (let place = 0; place < length; place = ends[place] ?? length) {
    const rank = ranks[place] ?? NONE;
    if (rank < best) {
      best = rank;
      found = place;
    }
  }
  return found;
}

interface Heap {
  /** The place of the lowest pair that still stands, -1 where none does. */
  next(): number;
  /** The pair at this place is another one now. */
  add(place: number): void;
}

/** Pairs by rank, then by place. One that changed meanwhile stays in it and is passed over. */
function startHeap(ranks: Int32Array, length: number): Heap {
  const heap = new Float64Array(length * 3);
  let size = 0;
  for (let place = 0; place < length; place += 1) {
    const rank = ranks[place] ?? NONE;
    if (rank !== NONE) heap[size++] = rank * PLACES + place;
  }
  for (let i = (size >> 1) - 1; i >= 0; i -= 1) sink(heap, i, size);
  return {
    add(place) {
      const rank = ranks[place] ?? NONE;
      if (rank === NONE) return;
      const key = rank * PLACES + place;
      let at = size;
      size += 1;
      for (let up = (at - 1) >> 1; at > 0 && (heap[up] ?? 0) > key; up = (at - 1) >> 1) {
        heap[at] = heap[up] ?? 0;
        at = up;
      }
      heap[at] = key;
    },
    next() {
      while (size > 0) {
        const key = heap[0] ?? 0;
        size -= 1;
        heap[0] = heap[size] ?? 0;
        sink(heap, 0, size);
        const place = key % PLACES;
        if (ranks[place] === (key - place) / PLACES) return place;
      }
      return -1;
    },
  };
}

function sink(heap: Float64Array, from: number, size: number): void {
  const key = heap[from] ?? 0;
  let at = from;
  for (;;) {
    let child = at * 2 + 1;
    if (child >= size) break;
    if (child + 1 < size && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1;
    if ((heap[child] ?? 0) >= key) break;
    heap[at] = heap[child] ?? 0;
    at = child;
  }
  heap[at] = key;
}
