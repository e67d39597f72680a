import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CodedError, isCodedError } from '@gait/canon';
import { isLoopback } from '../platform/is-loopback.ts';
import { isPrivateAddress } from './private-address.ts';

/** The network, as a test may replace it. */
export interface Network {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** All addresses of a host. */
  readonly addressesOf: (host: string) => Promise<readonly string[]>;
}

export const REAL_NETWORK: Network = {
  fetch: (url, init) => fetch(url, init),
  addressesOf: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
};

/** One request and its bounds. */
export interface BoundedRequest {
  readonly url: URL;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to the host of `url` and to no other. */
  readonly authorization?: string | undefined;
  readonly body?: Uint8Array;
  /** Bytes of the answer's body. */
  readonly maxBytes: number;
  /** For the whole exchange, redirects included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Other hosts that a GET may be sent on to. */
  readonly onward?: OnwardHosts;
}

/** Hosts, as `host` or `host:port`, that a redirect may lead to besides the own one. */
export interface OnwardHosts {
  /** Named by the user: may also be in a private network. */
  readonly named: readonly string[];
  /** Known to belong to the host that is asked; `*.` in front stands for any one name. */
  readonly known: readonly string[];
}

export interface BoundedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** Where the answer came from in the end. */
  readonly url: URL;
}

const MOST_REDIRECTS = 5;

/**
 * Sends a request: over https, or http to this machine; bounded in time and size. Redirects of GET
 * and HEAD are followed to the same scheme and host, and to `onward` hosts; there nothing that
 * identifies the caller is sent, and a host that only the other side named must have public
 * addresses: a registry must not make us ask the metadata service of a cloud. Other methods follow
 * no redirect.
 *
 * @throws CodedError `pack_source_unsafe`, `pack_source_redirect`, `pack_source_too_large`,
 *   `pack_source_unreachable`
 */
export async function boundedFetch(
  request: BoundedRequest,
  network: Network,
): Promise<BoundedAnswer> {
  assertScheme(request.url);
  const method = request.method ?? 'GET';
  const signals = [
    AbortSignal.timeout(request.timeoutMs),
    ...(request.signal ? [request.signal] : []),
  ];
  const signal = AbortSignal.any(signals);
  let { url } = request;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const response = await network.fetch(url.href, {
        method,
        redirect: 'manual',
        signal,
        headers: headersFor(request, url),
        ...(request.body === undefined ? {} : { body: new Uint8Array(request.body) }),
      });
      const next = redirectOf(response, url, method);
      if (next === undefined) {
        const bytes = await readBody(response, request.maxBytes, url);
        return { status: response.status, headers: response.headers, bytes, url };
      }
      await response.body?.cancel();
      if (redirects === MOST_REDIRECTS) throw badRedirect(url, 'leads on too often');
      await assertOnward(request, url, next, network);
      url = next;
    }
  } catch (error) {
    if (isCodedError(error)) throw error;
    throw new CodedError(
      'pack_source_unreachable',
      `${url.host} cannot be reached: ${reasonOf(error)}`,
      {
        hint: isOfCertificate(error)
          ? 'a certificate of your own authority: NODE_EXTRA_CA_CERTS=FILE names it, as PEM'
          : 'check the address and the network, then run the command again',
        cause: error,
      },
    );
  }
}

/** Header of the same name on every host but `authorization`, which stays with the first. */
function headersFor(request: BoundedRequest, url: URL): Record<string, string> {
  const own = url.host === request.url.host && url.protocol === request.url.protocol;
  return {
    // What is unpacked on the way would count by its packed size.
    'accept-encoding': 'identity',
    'user-agent': 'krci-ai',
    ...request.headers,
    ...(own && request.authorization !== undefined ? { authorization: request.authorization } : {}),
  };
}

function redirectOf(response: Response, url: URL, method: string): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const location = response.headers.get('location') ?? '';
  if (method !== 'GET' && method !== 'HEAD') throw badRedirect(url, 'leads what is sent elsewhere');
  if (!URL.canParse(location, url.href)) throw badRedirect(url, 'leads nowhere');
  return new URL(location, url);
}

async function assertOnward(
  request: BoundedRequest,
  from: URL,
  to: URL,
  network: Network,
): Promise<void> {
  if (to.protocol !== request.url.protocol) throw badRedirect(from, `leads to ${to.protocol}`);
  if (to.username !== '' || to.password !== '') throw badRedirect(from, 'names a user');
  if (to.host === request.url.host) return;
  const { named, known } = request.onward ?? { named: [], known: [] };
  if (named.includes(to.host)) return;
  if (!known.some((pattern) => matchesHost(pattern, to.host))) {
    throw badRedirect(from, `leads to ${to.host}`);
  }
  await assertPublic(to, network);
}

/** @throws CodedError `pack_source_unsafe` when a host has an address that is not public */
export async function assertPublic(url: URL, network: Network): Promise<void> {
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const addresses = isIP(host) === 0 ? await network.addressesOf(host) : [host];
  const inside = addresses.find(isPrivateAddress);
  if (inside === undefined && addresses.length > 0) return;
  throw new CodedError('pack_source_unsafe', `${url.host} is in a private network`, {
    hint: 'a public source sent us there; if that is right, name the host with --blob-host',
  });
}

function matchesHost(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host;
  const rest = pattern.slice(1);
  return host.endsWith(rest) && !host.slice(0, -rest.length).includes('.');
}

function assertScheme(url: URL): void {
  if (url.protocol === 'https:') return;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return;
  throw new CodedError('pack_source_unsafe', `${url.protocol}//${url.host} is not asked`, {
    hint: 'use https; http is for this machine only',
  });
}

async function readBody(response: Response, limit: number, url: URL): Promise<Uint8Array> {
  const said = Number(response.headers.get('content-length') ?? '0');
  if (response.body === null) return new Uint8Array();
  if (said > limit && response.status < 300) {
    await response.body.cancel();
    throw tooLarge(url, limit);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks, size);
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw tooLarge(url, limit);
    }
    chunks.push(value);
  }
}

function badRedirect(url: URL, what: string): CodedError {
  return new CodedError('pack_source_redirect', `the answer of ${url.host} ${what}`, {
    hint: 'name the address that it should come from; hosts of blobs with --blob-host',
  });
}

function tooLarge(url: URL, limit: number): CodedError {
  return new CodedError('pack_source_too_large', `${url.host} sends more than ${limit} bytes`, {
    hint: 'check that the address is one of a pack',
  });
}

/** Nobody vouches for the certificate of the server who is known here. */
function isOfCertificate(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  const { cause } = error;
  return (
    /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_VERIFY/u.test(String(code)) ||
    (cause !== undefined && isOfCertificate(cause))
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  if (error.name === 'TimeoutError') return 'it took too long';
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
