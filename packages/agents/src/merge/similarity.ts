import { readLines, withLineFeeds } from './text-lines.ts';

/** How often each line stands in a text. */
export interface LineCounts {
  readonly counts: ReadonlyMap<string, number>;
  readonly lines: number;
}

/** How much of the longer of two texts the other one has, in lines: 0 to 1. */
export function mergeSimilarity(one: Uint8Array, other: Uint8Array): number {
  if (Buffer.compare(one, other) === 0) return 1;
  const [a, b] = [countLines(one), countLines(other)];
  return a === undefined || b === undefined ? 0 : similarityOf(a, b);
}

/** The lines of a text; undefined for what is none. */
export function countLines(bytes: Uint8Array): LineCounts | undefined {
  const read = readLines(bytes);
  if (typeof read === 'string') return undefined;
  const counts = new Map<string, number>();
  for (const line of withLineFeeds(read)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return { counts, lines: read.lines.length };
}

/** As `mergeSimilarity`, of texts whose lines are counted: takes as long as the one with fewer different lines. */
export function similarityOf(a: LineCounts, b: LineCounts): number {
  const [few, many] = a.counts.size <= b.counts.size ? [a, b] : [b, a];
  let common = 0;
  for (const [line, count] of few.counts) common += Math.min(count, many.counts.get(line) ?? 0);
  return common / Math.max(a.lines, b.lines, 1);
}
