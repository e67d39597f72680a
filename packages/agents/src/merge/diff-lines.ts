import { findChanges } from './find-changes.ts';
import { slideChanges } from './slide-changes.ts';

/** Lines of one text that stand where other lines stand in the other; either side may be empty. */
export interface Hunk {
  /** Half-open ranges of line numbers from 0. */
  readonly from: number;
  readonly to: number;
  readonly otherFrom: number;
  readonly otherTo: number;
}

/**
 * What must change in one list of lines to give another. Lines that repeat are matched as git
 * matches them. The time grows with the lines, whatever they are.
 *
 * @param base each line as a number; equal lines have equal numbers
 * @returns in order, none touching the next
 */
export function diffLines(base: ArrayLike<number>, other: ArrayLike<number>): readonly Hunk[] {
  const { removed, added } = findChanges(base, other);
  slideChanges(base, removed, added);
  slideChanges(other, added, removed);
  return hunksOf(removed, added);
}

function hunksOf(removed: Uint8Array, added: Uint8Array): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [at, otherAt] = [0, 0];
  while (at < removed.length || otherAt < added.length) {
    const [from, otherFrom] = [at, otherAt];
    while (removed[at] === 1) at += 1;
    while (added[otherAt] === 1) otherAt += 1;
    if (at === from && otherAt === otherFrom) {
      at += 1;
      otherAt += 1;
    } else hunks.push({ from, to: at, otherFrom, otherTo: otherAt });
  }
  return hunks;
}
