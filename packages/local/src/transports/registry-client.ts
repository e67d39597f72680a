import { CodedError, sha256Hex } from '@gait/canon';
import {
  badAnswer,
  OCI_DOCUMENT_BYTES,
  OCI_TYPES,
  readReferrers,
  readTags,
  referrersTag,
  type Descriptor,
  type OciAddress,
  type OciDocument,
} from '@gait/registry';
import { isLoopback } from '../platform/is-loopback.ts';
import { boundedFetch, type BoundedAnswer, type BoundedRequest } from './bounded-fetch.ts';
import { findCredentials, type Credentials } from './docker-credentials.ts';
import { answerChallenge } from './registry-auth.ts';
import type { SourceSurroundings } from './source-surroundings.ts';
import { statusError } from './source-status.ts';

/** One repository of an OCI registry. Distribution specification 1.1. */
export interface RegistryClient {
  /** `GET /v2/`. @throws CodedError when no registry answers there */
  readonly ping: () => Promise<void>;
  /** A manifest by tag or `sha256:…`; undefined: there is none. Its digest is checked before anything else. */
  readonly getManifest: (reference: string) => Promise<OciDocument | undefined>;
  /** A blob whose bytes have the digest and size of its descriptor. */
  readonly getBlob: (blob: Descriptor, maxBytes: number) => Promise<Uint8Array>;
  readonly hasBlob: (digest: string) => Promise<boolean>;
  readonly putBlob: (bytes: Uint8Array) => Promise<void>;
  /** @returns whether the registry keeps lists of referrers itself */
  readonly putManifest: (
    reference: string,
    document: OciDocument,
  ) => Promise<{ readonly keepsReferrers: boolean }>;
  /** All tags of the repository, in the order of the registry. */
  readonly tags: () => Promise<readonly string[]>;
  /** What says that it refers to a manifest. */
  readonly referrers: (digest: string) => Promise<readonly Descriptor[]>;
}

/** Hosts that well-known registries send blobs from. */
const BLOB_HOSTS: Readonly<Record<string, readonly string[]>> = {
  'ghcr.io': ['pkg-containers.githubusercontent.com'],
  'registry-1.docker.io': ['production.cloudflare.docker.com'],
  'quay.io': ['cdn.quay.io', 'cdn01.quay.io', 'cdn02.quay.io', 'cdn03.quay.io'],
  'registry.gitlab.com': ['cdn.registry.gitlab-static.net'],
};
const TIME_LIMIT_MS = 120_000;
const TAGS_OF_A_PAGE = 1000;
const TAG_PAGES = 20;

/** A client of the repository that an address names. Nothing is asked yet. */
export function openRegistry(
  address: OciAddress,
  at: SourceSurroundings,
  access: 'pull' | 'pull,push',
  signal?: AbortSignal,
): RegistryClient {
  const host = address.host === 'docker.io' ? 'registry-1.docker.io' : address.host;
  const scheme = isLoopback(hostnameOf(host)) ? 'http' : 'https';
  const base = new URL(`${scheme}://${host}/v2/`);
  const own = new URL(`${address.repository}/`, base);
  const scope = `repository:${address.repository}:${access}`;
  const onward = { named: at.blobHosts ?? [], known: BLOB_HOSTS[host] ?? [] };
  let authorization: string | undefined;
  let credentials: Promise<Credentials | undefined> | undefined;

  const send = async (request: Omit<BoundedRequest, 'timeoutMs'>): Promise<BoundedAnswer> => {
    const once = async (): Promise<BoundedAnswer> =>
      await boundedFetch(
        { ...request, authorization, timeoutMs: TIME_LIMIT_MS, signal },
        at.network,
      );
    const answer = await once();
    const challenge = answer.headers.get('www-authenticate');
    if (answer.status !== 401 || challenge === null || answer.url.host !== base.host) return answer;
    const fresh = await answerChallenge(base, challenge, scope, {
      network: at.network,
      signal,
      credentials: () => (credentials ??= findCredentials(host, at)),
    });
    if (fresh === undefined || fresh === authorization) return answer;
    authorization = fresh;
    return await once();
  };
  const expect = async (
    request: Omit<BoundedRequest, 'timeoutMs'>,
    statuses: readonly number[],
    what: string,
  ): Promise<BoundedAnswer> => {
    const answer = await send(request);
    if (statuses.includes(answer.status)) return answer;
    throw statusError(answer, what);
  };

  const getManifest = async (reference: string): Promise<OciDocument | undefined> => {
    const url = new URL(`manifests/${reference}`, own);
    const headers = { accept: `${OCI_TYPES.manifest}, ${OCI_TYPES.index}` };
    const answer = await expect(
      { url, headers, maxBytes: OCI_DOCUMENT_BYTES },
      [200, 404],
      reference,
    );
    if (answer.status === 404) return undefined;
    const digest = sha256Hex(answer.bytes);
    if (reference.startsWith('sha256:') && reference !== `sha256:${digest}`) {
      throw mismatch(`the manifest ${reference}`);
    }
    const mediaType = answer.headers.get('content-type')?.split(';')[0]?.trim() ?? '';
    return { bytes: answer.bytes, descriptor: { mediaType, digest, size: answer.bytes.length } };
  };

  return {
    getManifest,
    async ping() {
      const answer = await send({ url: base, maxBytes: OCI_DOCUMENT_BYTES });
      // A registry may let us read a repository and not its root.
      if (![200, 401, 403].includes(answer.status)) throw statusError(answer, 'registry at /v2/');
    },
    async getBlob(blob, maxBytes) {
      if (blob.size > maxBytes) {
        throw new CodedError(
          'pack_source_too_large',
          `a blob has ${blob.size} bytes, ${maxBytes} are allowed`,
          {
            hint: 'check that the address is one of a pack',
          },
        );
      }
      const url = new URL(`blobs/sha256:${blob.digest}`, own);
      const { bytes } = await expect({ url, maxBytes: blob.size, onward }, [200], 'blob');
      if (bytes.length !== blob.size || sha256Hex(bytes) !== blob.digest) {
        throw mismatch(`the blob sha256:${blob.digest}`);
      }
      return bytes;
    },
    async hasBlob(digest) {
      const url = new URL(`blobs/sha256:${digest}`, own);
      const answer = await expect({ url, method: 'HEAD', maxBytes: 0, onward }, [200, 404], 'blob');
      return answer.status === 200;
    },
    async putBlob(bytes) {
      const start = await expect(
        { url: new URL('blobs/uploads/', own), method: 'POST', maxBytes: OCI_DOCUMENT_BYTES },
        [202],
        'place for a blob',
      );
      const url = uploadUrl(start, base);
      url.searchParams.set('digest', `sha256:${sha256Hex(bytes)}`);
      const headers = { 'content-type': 'application/octet-stream' };
      await expect(
        { url, method: 'PUT', headers, body: bytes, maxBytes: OCI_DOCUMENT_BYTES },
        [201],
        'blob that we sent',
      );
    },
    async putManifest(reference, { bytes, descriptor }) {
      const url = new URL(`manifests/${reference}`, own);
      const headers = { 'content-type': descriptor.mediaType };
      const answer = await expect(
        { url, method: 'PUT', headers, body: bytes, maxBytes: OCI_DOCUMENT_BYTES },
        [201],
        'manifest that we sent',
      );
      return { keepsReferrers: answer.headers.get('oci-subject') !== null };
    },
    async tags() {
      const found: string[] = [];
      for (let page = 0; page < TAG_PAGES; page += 1) {
        const url = new URL('tags/list', own);
        url.searchParams.set('n', String(TAGS_OF_A_PAGE));
        const last = found.at(-1);
        if (last !== undefined) url.searchParams.set('last', last);
        const answer = await expect({ url, maxBytes: OCI_DOCUMENT_BYTES }, [200], 'list of tags');
        const tags = readTags(answer.bytes);
        found.push(...tags);
        // Where more is says the registry; what we ask for is our own affair.
        if (answer.headers.get('link') === null || tags.length === 0) return found;
      }
      throw new CodedError('pack_source_too_large', `${address.repository} has too many tags`, {
        hint: 'name the version: krci-ai update --from ADDRESS:VERSION',
      });
    },
    async referrers(digest) {
      const url = new URL(`referrers/sha256:${digest}`, own);
      const headers = { accept: OCI_TYPES.index };
      const answer = await send({ url, headers, maxBytes: OCI_DOCUMENT_BYTES });
      if (answer.status === 200) return readReferrers(answer.bytes);
      if (answer.status !== 404) throw statusError(answer, 'list of signatures');
      const listed = await getManifest(referrersTag(digest));
      return listed === undefined ? [] : readReferrers(listed.bytes);
    },
  };
}

/** Where to send a blob: of the same host, or our bytes and credentials would go elsewhere. */
function uploadUrl({ headers, url }: BoundedAnswer, base: URL): URL {
  const location = headers.get('location') ?? '';
  const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  if (target === undefined) throw badAnswer('it names no place for a blob');
  // Behind a proxy a registry may not know that it is asked over https.
  if (target.hostname === base.hostname && base.protocol === 'https:') target.protocol = 'https:';
  if (target.host === base.host && target.protocol === base.protocol) return target;
  throw new CodedError('pack_source_redirect', `${base.host} wants blobs sent to ${target.host}`, {
    hint: 'ask who runs the registry; blobs are sent to the registry itself only',
  });
}

function hostnameOf(host: string): string {
  return host.replace(/:[0-9]+$/u, '');
}

function mismatch(what: string): CodedError {
  return new CodedError('pack_digest_mismatch', `${what} has other bytes than its digest says`, {
    hint: 'the registry or something on the way changed it; do not install it',
  });
}
