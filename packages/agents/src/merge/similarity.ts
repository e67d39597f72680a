import { readLines, withLineFeeds } from './text-lines.ts';

/** How much of the longer of two texts the other one has, in lines: 0 to 1. */
export function mergeSimilarity(one: Uint8Array, other: Uint8Array): number {
  if (Buffer.compare(one, other) === 0) return 1;
  const [a, b] = [readLines(one), readLines(other)];
  if (typeof a === 'string' || typeof b === 'string') return 0;
  const counts = new Map<string, number>();
  for (const line of withLineFeeds(a)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of withLineFeeds(b)) {
    const left = counts.get(line) ?? 0;
    if (left === 0) continue;
    counts.set(line, left - 1);
    common += 1;
  }
  return common / Math.max(a.lines.length, b.lines.length, 1);
}
