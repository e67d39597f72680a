import { sha256Hex } from '@gait/canon';
import {
  originOf,
  PACK_LIMITS,
  SIGNATURE_SUFFIX,
  type HttpsAddress,
  type PackSource,
} from '@gait/registry';
import { boundedFetch, type BoundedAnswer } from './bounded-fetch.ts';
import { basicAuthorization, findCredentials } from './docker-credentials.ts';
import type { SourceSurroundings } from './source-surroundings.ts';
import { statusError } from './source-status.ts';

const TIME_LIMIT_MS = 120_000;

/** A zip on a web server, with its file of signatures beside it. */
export function httpsSource(address: HttpsAddress, at: SourceSurroundings): PackSource {
  return {
    origin: originOf(address),
    async fetch(request) {
      const get = openGet(at, request?.signal);
      const zip = await get(address.url, PACK_LIMITS.archiveBytes);
      if (zip.status !== 200) throw statusError(zip, 'pack of this address');
      const beside = new URL(address.url);
      beside.pathname += SIGNATURE_SUFFIX;
      const signed = await get(beside, PACK_LIMITS.signatureFileBytes);
      if (signed.status !== 200 && signed.status !== 404) throw statusError(signed, 'signatures');
      return {
        archive: zip.bytes,
        signatures: signed.status === 200 ? [signed.bytes] : [],
        resolved: `${originOf(address)}#sha256:${sha256Hex(zip.bytes)}`,
      };
    },
  };
}

/** GETs of one host; credentials are looked for once it asks for them. */
export function openGet(
  at: SourceSurroundings,
  signal?: AbortSignal,
): (
  url: URL,
  maxBytes: number,
  headers?: Readonly<Record<string, string>>,
) => Promise<BoundedAnswer> {
  const known = new Map<string, string>();
  return async (url, maxBytes, headers = {}) => {
    const ask = async (authorization: string | undefined): Promise<BoundedAnswer> =>
      await boundedFetch(
        {
          url,
          headers,
          authorization,
          maxBytes,
          timeoutMs: TIME_LIMIT_MS,
          signal,
          onward: { named: at.blobHosts ?? [], known: [] },
        },
        at.network,
      );
    const answer = await ask(known.get(url.host));
    if (answer.status !== 401 || answer.url.host !== url.host || known.has(url.host)) return answer;
    const credentials = await findCredentials(url.host, at);
    if (credentials?.kind !== 'password') return answer;
    known.set(url.host, basicAuthorization(credentials.username, credentials.secret));
    return await ask(known.get(url.host));
  };
}
