import { isDigestHex, sha256Hex } from '@gait/canon';
import { ENCODINGS, type Encoding } from './encodings.ts';

/**
 * Token counts by the digest of the text, kept between runs. Whoever can write the file can write
 * any number into it, and a key would be as readable to the same user as the file: so it is never
 * trusted. Its own digest finds damage and careless edits, a count that no text of that size can have
 * is not taken, each run recounts a part, and a number that decides an exit status is never taken
 * from here.
 */
export interface CountCache {
  /** Tokens of a text; undefined where it is not known or cannot be true. */
  readonly find: (encoding: Encoding, digest: string, size: number) => number | undefined;
  readonly add: (encoding: Encoding, digest: string, tokens: number) => void;
  /** The cache as text, or undefined where it is as it was read. */
  readonly print: () => string | undefined;
}

const HEAD = 'krci-ai token counts 1 ';
/** What was not asked for longest is dropped first. */
const MOST_COUNTS = 20_000;
/** No token of either encoding is longer. */
const LONGEST_TOKEN = 128;

/**
 * Opens a cache.
 *
 * @param text what `print` gave, or undefined
 * @returns the cache, and whether the text was none of its own: it is empty then
 */
export function openCountCache(text: string | undefined): {
  readonly cache: CountCache;
  readonly damaged: boolean;
} {
  const known = text === undefined ? new Map<string, number>() : parse(text);
  const counts = known ?? new Map<string, number>();
  let changed = false;
  return {
    damaged: known === undefined,
    cache: {
      find(encoding, digest, size) {
        const tokens = counts.get(`${encoding} ${digest}`);
        return tokens !== undefined && isPossible(tokens, size) ? tokens : undefined;
      },
      add(encoding, digest, tokens) {
        const key = `${encoding} ${digest}`;
        // Last in the map: newest.
        counts.delete(key);
        counts.set(key, tokens);
        changed = true;
      },
      print: () => (changed ? print(counts) : undefined),
    },
  };
}

function isPossible(tokens: number, size: number): boolean {
  // Bytes that are no UTF-8 count as three.
  return tokens <= size * 3 && tokens * LONGEST_TOKEN >= size;
}

function print(counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].slice(-MOST_COUNTS).map(([key, tokens]) => `${key} ${tokens}\n`);
  const body = rows.join('');
  return `${HEAD}${sha256Hex(body)}\n${body}`;
}

function parse(text: string): Map<string, number> | undefined {
  const start = text.indexOf('\n') + 1;
  const body = text.slice(start);
  if (text.slice(0, start) !== `${HEAD}${sha256Hex(body)}\n`) return undefined;
  const counts = new Map<string, number>();
  for (const line of body.split('\n')) {
    if (line === '') continue;
    const [encoding = '', digest = '', tokens = '', more] = line.split(' ');
    const good =
      ENCODINGS.some((one) => one === encoding) &&
      isDigestHex(digest) &&
      /^[0-9]{1,12}$/u.test(tokens);
    if (!good || more !== undefined) return undefined;
    counts.set(`${encoding} ${digest}`, Number(tokens));
  }
  return counts;
}
