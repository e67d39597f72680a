/**
 * Steps that one search may go before it settles for a way that is not the shortest. Texts of
 * nothing but repetitions would otherwise take the square of their lines.
 */
const MOST_STEPS = 256;

/** Which lines of one text are gone, and which of the other are new: 1 for each. */
export interface Changes {
  readonly removed: Uint8Array;
  readonly added: Uint8Array;
}

/**
 * Myers' algorithm in linear space (Algorithmica 1, 1986) with a bound on the work: beyond it the
 * answer is right, but not the shortest.
 */
export function findChanges(base: ArrayLike<number>, other: ArrayLike<number>): Changes {
  const removed = new Uint8Array(base.length);
  const added = new Uint8Array(other.length);
  const { head, tail } = cutEnds(base, other);
  search(kept(base, other, head, tail, removed), kept(other, base, head, tail, added));
  return { removed, added };
}

interface Ends {
  readonly head: number;
  readonly tail: number;
}

function cutEnds(base: ArrayLike<number>, other: ArrayLike<number>): Ends {
  const most = Math.min(base.length, other.length);
  let head = 0;
  while (head < most && base[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < most - head && base[base.length - 1 - tail] === other[other.length - 1 - tail])
    tail += 1;
  return { head, tail };
}

/** What is searched of one side: its lines, where they stand, and where a change is marked. */
interface Side {
  readonly lines: Int32Array;
  readonly at: Int32Array;
  readonly changed: Uint8Array;
}

/** Without the common ends, and without lines that the other side does not have at all. */
function kept(
  lines: ArrayLike<number>,
  others: ArrayLike<number>,
  head: number,
  tail: number,
  changed: Uint8Array,
): Side {
  const known = new Set<number>();
  for (let index = head; index < others.length - tail; index += 1) known.add(others[index] ?? -1);
  const values: number[] = [];
  const at: number[] = [];
  for (let index = head; index < lines.length - tail; index += 1) {
    const line = lines[index] ?? -1;
    if (!known.has(line)) changed[index] = 1;
    else {
      values.push(line);
      at.push(index);
    }
  }
  return { lines: Int32Array.from(values), at: Int32Array.from(at), changed };
}

/** Marks what is removed and added, part by part; a stack of its own, because texts may be deep. */
function search(left: Side, right: Side): void {
  const size = left.lines.length + right.lines.length + 3;
  const ways = { forward: new Int32Array(size), backward: new Int32Array(size) };
  const parts: [number, number, number, number][] = [[0, left.lines.length, 0, right.lines.length]];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    let [a, aEnd, b, bEnd] = part;
    while (a < aEnd && b < bEnd && left.lines[a] === right.lines[b]) {
      a += 1;
      b += 1;
    }
    while (a < aEnd && b < bEnd && left.lines[aEnd - 1] === right.lines[bEnd - 1]) {
      aEnd -= 1;
      bEnd -= 1;
    }
    if (a === aEnd) mark(right, b, bEnd);
    else if (b === bEnd) mark(left, a, aEnd);
    else {
      const [x, y] = middle(left.lines, right.lines, [a, aEnd, b, bEnd], ways);
      parts.push([x, aEnd, y, bEnd], [a, x, b, y]);
    }
  }
}

function mark({ at, changed }: Side, from: number, to: number): void {
  for (let index = from; index < to; index += 1) changed[at[index] ?? 0] = 1;
}

/**
 * A point on a shortest way through a part, found from both ends at once; beyond the bound the
 * point that is furthest from its end.
 */
function middle(
  left: Int32Array,
  right: Int32Array,
  [a, aEnd, b, bEnd]: readonly [number, number, number, number],
  { forward, backward }: { readonly forward: Int32Array; readonly backward: Int32Array },
): readonly [number, number] {
  // A diagonal is x - y; `zero` makes its smallest an index of 1.
  const zero = right.length + 1;
  const least = a - bEnd;
  const most = aEnd - b;
  const start = a - b;
  const end = aEnd - bEnd;
  const odd = ((start - end) & 1) !== 0;
  forward[start + zero] = a;
  backward[end + zero] = aEnd;
  let [fLow, fHigh, bLow, bHigh] = [start, start, end, end];
  for (let steps = 1; ; steps += 1) {
    if (fLow > least) forward[--fLow - 1 + zero] = -1;
    else fLow += 1;
    if (fHigh < most) forward[++fHigh + 1 + zero] = -1;
    else fHigh -= 1;
    for (let diagonal = fHigh; diagonal >= fLow; diagonal -= 2) {
      const below = forward[diagonal - 1 + zero] ?? 0;
      const above = forward[diagonal + 1 + zero] ?? 0;
      let x = below >= above ? below + 1 : above;
      let y = x - diagonal;
      while (x < aEnd && y < bEnd && left[x] === right[y]) {
        x += 1;
        y += 1;
      }
      forward[diagonal + zero] = x;
      const met = odd && bLow <= diagonal && diagonal <= bHigh;
      if (met && (backward[diagonal + zero] ?? 0) <= x) return [x, y];
    }
    if (bLow > least) backward[--bLow - 1 + zero] = FAR;
    else bLow += 1;
    if (bHigh < most) backward[++bHigh + 1 + zero] = FAR;
    else bHigh -= 1;
    for (let diagonal = bHigh; diagonal >= bLow; diagonal -= 2) {
      const below = backward[diagonal - 1 + zero] ?? 0;
      const above = backward[diagonal + 1 + zero] ?? 0;
      let x = below < above ? below : above - 1;
      let y = x - diagonal;
      while (x > a && y > b && left[x - 1] === right[y - 1]) {
        x -= 1;
        y -= 1;
      }
      backward[diagonal + zero] = x;
      const met = !odd && fLow <= diagonal && diagonal <= fHigh;
      if (met && x <= (forward[diagonal + zero] ?? 0)) return [x, y];
    }
    if (steps >= MOST_STEPS) {
      return furthest([a, aEnd, b, bEnd], [fLow, fHigh, bLow, bHigh], zero, forward, backward);
    }
  }
}

const FAR = 0x7fff_ffff;

/** Where a search that is given up has come furthest, from the beginning or from the end. */
function furthest(
  [a, aEnd, b, bEnd]: readonly [number, number, number, number],
  [fLow, fHigh, bLow, bHigh]: readonly [number, number, number, number],
  zero: number,
  forward: Int32Array,
  backward: Int32Array,
): readonly [number, number] {
  let best: readonly [number, number] = [a, b];
  for (let diagonal = fHigh; diagonal >= fLow; diagonal -= 2) {
    const x = Math.min(forward[diagonal + zero] ?? a, aEnd, bEnd + diagonal);
    if (x - a + (x - diagonal - b) > best[0] - a + (best[1] - b)) best = [x, x - diagonal];
  }
  let last: readonly [number, number] = [aEnd, bEnd];
  for (let diagonal = bHigh; diagonal >= bLow; diagonal -= 2) {
    const x = Math.max(backward[diagonal + zero] ?? aEnd, a, b + diagonal);
    if (x + (x - diagonal) < last[0] + last[1]) last = [x, x - diagonal];
  }
  const gone = best[0] - a + (best[1] - b);
  const left = aEnd - last[0] + (bEnd - last[1]);
  return gone >= left ? best : last;
}
