import { compareVersions, parseVersion } from '@gait/agents';
import type { MarketIndex, MarketPack, MarketVersion } from './market-index.ts';

/** What narrows a search. */
export interface SearchFilter {
  readonly publisher?: string;
  /** Packs that bring something at this level. */
  readonly level?: number;
}

const MOST_WORDS = 16;

/**
 * Packs that match every word, the best first: a word is looked for in name, keywords, agents,
 * description and publisher. Without words, all packs by name. Packs whose every version is
 * withdrawn are left out.
 */
export function searchIndex(
  index: MarketIndex,
  words: readonly string[],
  filter: SearchFilter = {},
): readonly MarketPack[] {
  const wanted = words.slice(0, MOST_WORDS).map((word) => word.toLowerCase());
  return index.packs
    .filter((pack) => fits(pack, filter) && newestOf(pack) !== undefined)
    .map((pack) => ({ pack, score: scoreOf(pack, wanted) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.pack.name < b.pack.name ? -1 : 1))
    .map(({ pack }) => pack);
}

/** The newest version that is not withdrawn; a pre-release only when there is nothing else, or asked for. */
export function newestOf(pack: MarketPack, prereleases = false): MarketVersion | undefined {
  const offered = pack.versions.filter(({ yanked }) => !yanked);
  const stable = offered.find(({ version }) => parseVersion(version)?.pre.length === 0);
  return prereleases ? offered[0] : (stable ?? offered[0]);
}

/**
 * The newest of some versions; undefined where none is one. Words like `latest` are none: whoever
 * runs a registry moves them as he likes.
 */
export function newestVersion(texts: readonly string[], prereleases: boolean): string | undefined {
  const versions = texts.flatMap((text) => {
    const version = parseVersion(text);
    return version === undefined || (version.pre.length > 0 && !prereleases)
      ? []
      : [{ text, version }];
  });
  return versions.toSorted((a, b) => compareVersions(b.version, a.version))[0]?.text;
}

/** Whether a version is newer than another; a text that is no version is older than all. */
export function isNewer(version: string, than: string): boolean {
  const left = parseVersion(version);
  const right = parseVersion(than);
  if (left === undefined) return false;
  return right === undefined || compareVersions(left, right) > 0;
}

function fits(pack: MarketPack, { publisher, level }: SearchFilter): boolean {
  if (publisher !== undefined && pack.publisher !== publisher) return false;
  return level === undefined || (pack.levels.min <= level && level <= pack.levels.max);
}

/** 0 when a word is nowhere. */
function scoreOf(pack: MarketPack, words: readonly string[]): number {
  let sum = 1;
  for (const word of words) {
    const score = scoreOfWord(pack, word);
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

function scoreOfWord(
  { name, publisher, description, keywords, agents }: MarketPack,
  word: string,
): number {
  const own = name.slice(name.indexOf('/') + 1);
  if (name === word || own === word) return 100;
  if (own.startsWith(word)) return 50;
  if (name.includes(word)) return 30;
  if (keywords.includes(word)) return 25;
  if (agents.some((agent) => agent.toLowerCase() === word)) return 20;
  if (keywords.some((keyword) => keyword.includes(word))) return 10;
  if (publisher === word) return 8;
  return description.toLowerCase().includes(word) ? 5 : 0;
}
