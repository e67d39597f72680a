import { diffLines, type Hunk } from './diff-lines.ts';

/** A part of the result of a merge, in order. */
export type MergedPart =
  | { readonly kind: 'clean'; readonly lines: readonly string[] }
  | {
      readonly kind: 'conflict';
      readonly ours: readonly string[];
      readonly base: readonly string[];
      readonly theirs: readonly string[];
    };

/**
 * Merges two texts that were made of a third: what one side alone changed is taken over, what both
 * changed alike once, what both changed differently, or side by side, is a conflict. As
 * `git merge-file --diff3`, but that a conflict of two equal sides is none.
 */
export function mergeLines(
  ours: readonly string[],
  base: readonly string[],
  theirs: readonly string[],
): readonly MergedPart[] {
  const number = numbering();
  const baseLines = base.map(number);
  const changes = joinHunks(
    diffLines(baseLines, ours.map(number)),
    diffLines(baseLines, theirs.map(number)),
  );
  const parts: MergedPart[] = [];
  const clean = (lines: readonly string[]): void => {
    if (lines.length > 0) parts.push({ kind: 'clean', lines });
  };
  let at = 0;
  for (const change of changes) {
    clean(base.slice(at, change.from));
    at = change.to;
    const [mine, other] = [ours.slice(...change.ours), theirs.slice(...change.theirs)];
    const before = base.slice(change.from, change.to);
    if (change.by === 'ours' || equalLines(mine, other)) clean(mine);
    else if (change.by === 'theirs') clean(other);
    else parts.push({ kind: 'conflict', ours: mine, base: before, theirs: other });
  }
  clean(base.slice(at));
  return parts;
}

function numbering(): (line: string) => number {
  const known = new Map<string, number>();
  return (line) => {
    const there = known.get(line);
    if (there !== undefined) return there;
    known.set(line, known.size);
    return known.size - 1;
  };
}

/** Lines of the base that one side changed, or both, and what stands there on each side. */
interface Change {
  readonly by: 'ours' | 'theirs' | 'both';
  readonly from: number;
  readonly to: number;
  readonly ours: readonly [number, number];
  readonly theirs: readonly [number, number];
}

/** Puts changes of both sides in order; those that touch become one. */
function joinHunks(ours: readonly Hunk[], theirs: readonly Hunk[]): readonly Change[] {
  const changes: Change[] = [];
  let [mine, other] = [0, 0];
  // How far a line of the base has moved on each side by the changes so far.
  let [myShift, otherShift] = [0, 0];
  while (mine < ours.length || other < theirs.length) {
    const from = Math.min(ours[mine]?.from ?? Infinity, theirs[other]?.from ?? Infinity);
    const [myStart, otherStart] = [from + myShift, from + otherShift];
    const [firstMine, firstOther] = [mine, other];
    let to = from;
    for (let grown = true; grown;) {
      grown = false;
      for (let hunk = ours[mine]; hunk !== undefined && hunk.from <= to; hunk = ours[(mine += 1)]) {
        to = Math.max(to, hunk.to);
        myShift = hunk.otherTo - hunk.to;
        grown = true;
      }
      for (
        let hunk = theirs[other];
        hunk !== undefined && hunk.from <= to;
        hunk = theirs[(other += 1)]
      ) {
        to = Math.max(to, hunk.to);
        otherShift = hunk.otherTo - hunk.to;
        grown = true;
      }
    }
    const by = mine === firstMine ? 'theirs' : other === firstOther ? 'ours' : 'both';
    changes.push({
      by,
      from,
      to,
      ours: [myStart, to + myShift],
      theirs: [otherStart, to + otherShift],
    });
  }
  return changes;
}

function equalLines(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}
