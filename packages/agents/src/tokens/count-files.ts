import { sha256Hex } from '@gait/canon';
import { openCountCache } from './count-cache.ts';
import type { Encoding } from './encodings.ts';
import type { Tokenizer } from './open-tokenizer.ts';

/** A file that is to be counted. */
export interface CountedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface CountOptions {
  readonly encoding: Encoding;
  /** Makes the encoding ready; asked once at most. */
  readonly load: () => Promise<Tokenizer>;
  /** Text of the cache; undefined where there is none, or where only exact counts will do. */
  readonly cached?: string;
  /** A number from 0 to below 1: which part of what the cache knows is counted again. */
  readonly draw?: number;
}

export interface FileCounts {
  /** Tokens by path. */
  readonly tokens: ReadonlyMap<string, number>;
  /** How the cache did. `wrong`: a number in it was not true, and none of it was used. */
  readonly cache: 'unused' | 'used' | 'damaged' | 'wrong';
  /** How many files were counted, not looked up. */
  readonly counted: number;
  /** Text of the cache for the next run; undefined where it stays as it is. */
  readonly text: string | undefined;
}

/** So many bytes of what the cache knows are counted again in each run, or one file. */
const RECOUNTED_BYTES = 32 * 1024;

/**
 * Counts files, or looks their counts up by the digest of their bytes. A part of what was looked up
 * is counted again, another one each time; where one number is not true everything is counted.
 */
export async function countFiles(
  files: readonly CountedFile[],
  options: CountOptions,
): Promise<FileCounts> {
  const { encoding } = options;
  let tokenizer: Tokenizer | undefined;
  const count = async (bytes: Uint8Array): Promise<number> =>
    (tokenizer ??= await options.load()).count(bytes);
  const { cache, damaged } = openCountCache(options.cached);
  const digests = new Map(files.map(({ path, bytes }) => [path, sha256Hex(bytes)]));
  const tokens = new Map<string, number>();
  for (const { path, bytes } of files) {
    const known = cache.find(encoding, digests.get(path) ?? '', bytes.length);
    if (known !== undefined) tokens.set(path, known);
  }
  const found = tokens.size;
  const known = files.filter(({ path }) => tokens.has(path));
  for (const { path, bytes } of sampleOf(known, options.draw ?? 0)) {
    if ((await count(bytes)) === tokens.get(path)) continue;
    return { ...(await countFiles(files, { encoding, load: options.load })), cache: 'wrong' };
  }
  for (const { path, bytes } of files) {
    if (tokens.has(path)) continue;
    const exact = await count(bytes);
    tokens.set(path, exact);
    cache.add(encoding, digests.get(path) ?? '', exact);
  }
  const state = damaged ? 'damaged' : found > 0 ? 'used' : 'unused';
  return { tokens, cache: state, counted: files.length - found, text: cache.print() };
}

/** Neighbours from a drawn place on, up to a number of bytes; at least one file where there is one. */
function sampleOf(files: readonly CountedFile[], draw: number): readonly CountedFile[] {
  const start = Math.floor(draw * files.length);
  const turned = [...files.slice(start), ...files.slice(0, start)];
  let bytes = 0;
  return turned.filter((file, index) => {
    bytes += file.bytes.length;
    return index === 0 || bytes <= RECOUNTED_BYTES;
  });
}
