import { countLines, similarityOf, type LineCounts } from '../merge/similarity.ts';

/** A file that a source gave up, and the new one that it seems to have become. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** A file by its name and what is in it. */
export interface NamedContent {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Whose it is; a file of one source does not become one of another. Left out: of anybody. */
  readonly sources?: readonly string[];
}

/** As git: half of the lines are the same. */
const ALIKE = 0.5;
/** Beyond these a file that was moved is told as one that is gone and one that is new. */
interface RenameLimits {
  readonly pairs: number;
  readonly bytes: number;
  /** Lines that are looked up for all pairs together. */
  readonly lookups: number;
}

const LIMITS: RenameLimits = { pairs: 10_000, bytes: 32 * 1024 * 1024, lookups: 4_000_000 };

/**
 * Which of some new files each of some files that are gone has become: the most alike one of the
 * same folder of the framework, each once.
 */
export function findRenames(
  gone: readonly NamedContent[],
  fresh: readonly NamedContent[],
  limits: RenameLimits = LIMITS,
): readonly Rename[] {
  if (gone.length * fresh.length > limits.pairs) return [];
  const size = [...gone, ...fresh].reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size > limits.bytes) return [];
  const likeness = compareOnce(limits.lookups);
  const pairs: { from: string; to: string; alike: number }[] = [];
  for (const old of gone) {
    for (const now of fresh) {
      if (groupOf(now.path) !== groupOf(old.path) || !areOfOne(old, now)) continue;
      const alike = likeness(old, now);
      if (alike === undefined) return [];
      if (alike >= ALIKE) pairs.push({ from: old.path, to: now.path, alike });
    }
  }
  pairs.sort((a, b) => b.alike - a.alike || (a.from + a.to < b.from + b.to ? -1 : 1));
  const used = new Set<string>();
  return pairs.flatMap(({ from, to }) => {
    if (used.has(from) || used.has(to)) return [];
    used.add(from).add(to);
    return [{ from, to }];
  });
}

/** Compares files whose lines are counted once each; undefined when it has become too much. */
function compareOnce(
  lookups: number,
): (one: NamedContent, other: NamedContent) => number | undefined {
  const known = new Map<NamedContent, LineCounts | undefined>();
  const countsOf = (file: NamedContent): LineCounts | undefined => {
    if (!known.has(file)) known.set(file, countLines(file.bytes));
    return known.get(file);
  };
  let left = lookups;
  return (one, other) => {
    if (Buffer.compare(one.bytes, other.bytes) === 0) return 1;
    const [a, b] = [countsOf(one), countsOf(other)];
    if (a === undefined || b === undefined) return 0;
    // Where one has less than half of the lines of the other, half of them cannot be the same.
    if (Math.min(a.lines, b.lines) < ALIKE * Math.max(a.lines, b.lines)) return 0;
    left -= Math.min(a.counts.size, b.counts.size);
    return left < 0 ? undefined : similarityOf(a, b);
  };
}

function areOfOne(old: NamedContent, now: NamedContent): boolean {
  const { sources = [] } = old;
  return sources.length === 0 || sources.some((name) => now.sources?.includes(name) !== false);
}

/** `.krci-ai/tasks`, and the folder of one skill: a file does not become one of another kind. */
function groupOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
