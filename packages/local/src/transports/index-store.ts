import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError, isJsonObject, parseJson, sha256Hex } from '@gait/canon';
import { MARKET_LIMITS, PACK_LIMITS, SIGNATURE_SUFFIX } from '@gait/registry';
import { isThere } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';
import { writeWhole } from '../files/write-whole.ts';
import { openGet } from './https-source.ts';
import { statusError } from './source-status.ts';
import type { SourceSurroundings } from './source-surroundings.ts';

/** Where indexes are kept between commands. */
export interface IndexPlaces {
  /** Absolute; may be emptied at any time. */
  readonly cache: string;
  /** Absolute; which editions were seen. */
  readonly state: string;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
}

/** An index as it came, unverified: also the one of the cache, which anybody may have written. */
export interface FetchedIndex {
  readonly bytes: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  readonly from: 'file' | 'network' | 'cache';
  /** Why the cache had to do; '' when it is as new as the network's. */
  readonly offline: string;
  /** When it was last known to be the newest. Nanoseconds since 1970. */
  readonly fetchedAt: bigint;
  /** Highest edition seen of this index; 0: none. */
  readonly seen: number;
  /**
   * Keeps it, once it is verified: never before, or a bad one would take the place of a good one.
   * Of one that nobody signed the edition is not remembered, and a signed one stays in the cache:
   * anybody can write a high number.
   */
  readonly remember: (sequence: number, isSigned: boolean) => void;
}

/**
 * Brings an index from a path or a web server, with its signatures. What the cache holds is asked
 * for by its ETag; when the server cannot be reached, it is the answer, and says how old it is.
 *
 * @param address `https://…`, or an absolute path
 * @throws CodedError `pack_not_found`, `pack_source_*`, and those of files
 */
export async function fetchIndex(
  address: string,
  at: SourceSurroundings,
  places: IndexPlaces,
): Promise<FetchedIndex> {
  const name = sha256Hex(address);
  const stateFile = join(places.state, `${name}.json`);
  const seen = readSeen(stateFile);
  const rememberSeen = (sequence: number, isSigned: boolean): void => {
    if (isSigned && sequence > seen) {
      writeWhole(stateFile, JSON.stringify({ address, sequence }), { makeFolders: true });
    }
  };
  if (!/^https?:\/\//u.test(address)) {
    const beside = address + SIGNATURE_SUFFIX;
    return {
      bytes: readWhole(address, { maxBytes: MARKET_LIMITS.indexBytes }),
      signatures: isThere(beside)
        ? [readWhole(beside, { maxBytes: PACK_LIMITS.signatureFileBytes })]
        : [],
      from: 'file',
      offline: '',
      fetchedAt: places.now,
      seen,
      remember: rememberSeen,
    };
  }
  const cached = readCached(places.cache, name);
  const got = await askServer(new URL(address), at, cached).catch((error: unknown) => {
    const isAway = isCodedError(error) && error.code === 'pack_source_unreachable';
    if (cached === undefined || !isAway) throw error;
    return { ...cached, from: 'cache' as const, offline: error.message };
  });
  const fetchedAt = got.offline === '' ? places.now : (cached?.fetchedAt ?? places.now);
  return {
    ...got,
    fetchedAt,
    seen,
    remember(sequence, isSigned) {
      rememberSeen(sequence, isSigned);
      const mayReplace = isSigned || (cached?.signatures.length ?? 0) === 0;
      if (got.offline === '' && mayReplace) writeCached(places.cache, name, { ...got, fetchedAt });
    },
  };
}

interface Cached {
  readonly bytes: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  readonly etag: string;
  readonly fetchedAt: bigint;
}

type Answered = Omit<Cached, 'fetchedAt'> & {
  readonly from: 'network' | 'cache';
  readonly offline: string;
};

async function askServer(
  url: URL,
  at: SourceSurroundings,
  cached: Cached | undefined,
): Promise<Answered> {
  const get = openGet(at);
  const headers: Record<string, string> =
    cached === undefined || cached.etag === '' ? {} : { 'if-none-match': cached.etag };
  const answer = await get(url, MARKET_LIMITS.indexBytes, headers);
  const same = answer.status === 304 && cached !== undefined;
  if (answer.status !== 200 && !same) throw statusError(answer, 'index of this address');
  const beside = new URL(url);
  beside.pathname += SIGNATURE_SUFFIX;
  const signed = await get(beside, PACK_LIMITS.signatureFileBytes);
  if (signed.status !== 200 && signed.status !== 404) throw statusError(signed, 'signatures');
  return {
    bytes: same ? cached.bytes : answer.bytes,
    signatures: signed.status === 200 ? [signed.bytes] : [],
    etag: answer.headers.get('etag')?.slice(0, 256) ?? (same ? cached.etag : ''),
    from: same ? 'cache' : 'network',
    offline: '',
  };
}

function readSeen(file: string): number {
  if (!isThere(file)) return 0;
  const value = parseJson(readWhole(file, { maxBytes: 16 * 1024 }));
  const sequence = isJsonObject(value) ? value['sequence'] : undefined;
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) ? sequence : 0;
}

/** What cannot be read is not there: it can be fetched again. */
function readCached(folder: string, name: string): Cached | undefined {
  const at = (suffix: string): string => join(folder, `${name}${suffix}`);
  if (!isThere(at('.meta.json'))) return undefined;
  try {
    const meta = parseJson(readWhole(at('.meta.json'), { maxBytes: 16 * 1024 }));
    const { etag, fetched_at: fetchedAt } = isJsonObject(meta) ? meta : {};
    if (typeof etag !== 'string' || typeof fetchedAt !== 'string') return undefined;
    if (!/^[0-9]{1,20}$/u.test(fetchedAt) || !/^[\u0021-\u007e]{0,256}$/u.test(etag))
      return undefined;
    return {
      bytes: readWhole(at('.json'), { maxBytes: MARKET_LIMITS.indexBytes }),
      signatures: isThere(at(SIGNATURE_SUFFIX))
        ? [readWhole(at(SIGNATURE_SUFFIX), { maxBytes: PACK_LIMITS.signatureFileBytes })]
        : [],
      etag,
      fetchedAt: BigInt(fetchedAt),
    };
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

function writeCached(folder: string, name: string, cached: Cached): void {
  const at = (suffix: string): string => join(folder, `${name}${suffix}`);
  writeWhole(at('.json'), cached.bytes, { makeFolders: true });
  const [signatures] = cached.signatures;
  if (signatures === undefined) rmSync(at(SIGNATURE_SUFFIX), { force: true });
  else writeWhole(at(SIGNATURE_SUFFIX), signatures);
  const meta = { etag: cached.etag, fetched_at: String(cached.fetchedAt) };
  writeWhole(at('.meta.json'), JSON.stringify(meta));
}
