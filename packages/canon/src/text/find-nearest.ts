/**
 * The known word that a misspelt one was probably meant to be.
 *
 * @returns undefined when nothing is close: more than a third of the letters wrong
 */
export function findNearest(word: string, known: Iterable<string>): string | undefined {
  // A word of a megabyte must not cost a megabyte squared.
  if (word === '' || word.length > 64) return undefined;
  const allowed = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? onlyPrefixed(word, known);
}

/** `ver` means `verify` when no other word begins so. */
function onlyPrefixed(word: string, known: Iterable<string>): string | undefined {
  const matches = [...known].filter((candidate) => candidate.startsWith(word.toLowerCase()));
  return matches.length === 1 ? matches[0] : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[right.length] ?? 0;
}
