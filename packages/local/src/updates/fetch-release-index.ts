import { fileURLToPath } from 'node:url';
import { CodedError, isCodedError } from '@gait/canon';
import { RELEASE_LIMITS, SIGNATURE_SUFFIX } from '@gait/registry';
import { isThere } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';
import { boundedFetch, type Network } from '../transports/bounded-fetch.ts';

/** A release index and the file of its signatures, both not yet believed. */
export interface FetchedIndex {
  readonly index: Uint8Array;
  readonly signatures: Uint8Array;
}

/** How an index is fetched. */
export interface IndexRequest {
  /** `https:`, `file:`, or `http:` to this machine. */
  readonly url: URL;
  /** For each of the two files, redirects included. */
  readonly timeoutMs: number;
  readonly network: Network;
}

const SIGNATURE_BYTES = 256 * 1024;

/**
 * Fetches a release index and its signatures, which stand beside it. Redirects lead to the same host
 * only; sizes and time are bounded. Proxies are those of the environment.
 *
 * @throws CodedError `release_index_unreachable` (offline, too slow, another status than 200),
 *   `pack_source_redirect`, `pack_source_too_large`, `pack_source_unsafe`, and of a `file:` those of
 *   `readWhole`
 */
export async function fetchReleaseIndex(request: IndexRequest): Promise<FetchedIndex> {
  const { url } = request;
  const beside = new URL(url);
  beside.pathname += SIGNATURE_SUFFIX;
  if (url.protocol === 'file:') {
    const index = readWhole(fileURLToPath(url), { maxBytes: RELEASE_LIMITS.indexBytes });
    if (!isThere(fileURLToPath(beside))) throw unsigned(beside);
    return { index, signatures: readWhole(fileURLToPath(beside), { maxBytes: SIGNATURE_BYTES }) };
  }
  return {
    index: await get(request, url, RELEASE_LIMITS.indexBytes),
    signatures: await get(request, beside, SIGNATURE_BYTES, () => unsigned(beside)),
  };
}

async function get(
  { network, timeoutMs }: IndexRequest,
  url: URL,
  maxBytes: number,
  absent?: () => CodedError,
): Promise<Uint8Array> {
  try {
    const { status, bytes } = await boundedFetch({ url, maxBytes, timeoutMs }, network);
    if (status === 200) return bytes;
    if (status === 404 && absent !== undefined) throw absent();
    throw unreachable(`${url.host} answers ${status} for ${url.pathname}`);
  } catch (error) {
    if (!isCodedError(error) || error.code !== 'pack_source_unreachable') throw error;
    throw unreachable(error.message, error);
  }
}

/** An index without signatures is one that anybody may have put there. */
function unsigned(beside: URL): CodedError {
  const name = beside.pathname.slice(beside.pathname.lastIndexOf('/') + 1);
  return new CodedError('release_index_signature', `no ${name} lies beside the release index`, {
    hint: 'do not update from there; ask whoever publishes the index for its signatures',
  });
}

function unreachable(why: string, cause?: unknown): CodedError {
  return new CodedError('release_index_unreachable', why, {
    hint: 'check the network and the address of the release index; everything else works offline',
    ...(cause === undefined ? {} : { cause }),
  });
}
