import { mergeSimilarity } from '../merge/similarity.ts';

/** A file that a source gave up, and the new one that it seems to have become. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** A file by its name and what is in it. */
export interface NamedContent {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** As git: half of the lines are the same. */
const ALIKE = 0.5;
/** Pairs that are looked at; beyond, a file that was moved is told as one that is gone and one that is new. */
const MOST_PAIRS = 10_000;

/**
 * Which of some new files each of some files that are gone has become: the most alike one of the
 * same folder of the framework, each once.
 */
export function findRenames(
  gone: readonly NamedContent[],
  fresh: readonly NamedContent[],
): readonly Rename[] {
  if (gone.length * fresh.length > MOST_PAIRS) return [];
  const pairs = gone
    .flatMap((old) =>
      fresh
        .filter(({ path }) => groupOf(path) === groupOf(old.path))
        .map(({ path, bytes }) => ({
          from: old.path,
          to: path,
          alike: mergeSimilarity(old.bytes, bytes),
        })),
    )
    .filter(({ alike }) => alike >= ALIKE)
    .sort((a, b) => b.alike - a.alike || (a.from + a.to < b.from + b.to ? -1 : 1));
  const used = new Set<string>();
  return pairs.flatMap(({ from, to }) => {
    if (used.has(from) || used.has(to)) return [];
    used.add(from).add(to);
    return [{ from, to }];
  });
}

/** `.krci-ai/tasks`, and the folder of one skill: a file does not become one of another kind. */
function groupOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
