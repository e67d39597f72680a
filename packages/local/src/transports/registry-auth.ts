import { CodedError, isCodedError, isJsonObject, parseJson, type JsonObject } from '@gait/canon';
import { readChallenge, type AuthChallenge } from '@gait/registry';
import { isLoopback } from '../platform/is-loopback.ts';
import { assertPublic, boundedFetch, type Network } from './bounded-fetch.ts';
import { basicAuthorization, type Credentials } from './docker-credentials.ts';

type Bearer = Extract<AuthChallenge, { scheme: 'bearer' }>;

/** What answering a challenge needs. */
export interface AuthSurroundings {
  readonly network: Network;
  readonly credentials: () => Promise<Credentials | undefined>;
  readonly signal?: AbortSignal | undefined;
}

/** Token services that belong to a registry and have another host. */
const TOKEN_HOSTS: Readonly<Record<string, string>> = {
  'registry-1.docker.io': 'auth.docker.io',
  'registry.gitlab.com': 'gitlab.com',
};
const TIME_LIMIT_MS = 30_000;
const LONGEST_TOKEN = 64 * 1024;

/**
 * The `Authorization` header that a registry asked for; undefined when there is nothing to answer
 * with. Credentials go to the registry's own host, or to the token service that is known to be its
 * own: a registry can name any host as its token service, and would collect passwords so.
 *
 * @param scope what we want, and not what the other side says that we want
 * @throws CodedError `pack_source_unsafe`, `pack_source_denied`, `pack_source_answer`
 */
export async function answerChallenge(
  registry: URL,
  header: string,
  scope: string,
  at: AuthSurroundings,
): Promise<string | undefined> {
  const challenge = readChallenge(header);
  if (challenge === undefined) return undefined;
  if (challenge.scheme === 'bearer') return await fetchToken(registry, challenge, scope, at);
  const credentials = await at.credentials();
  return credentials?.kind === 'password'
    ? basicAuthorization(credentials.username, credentials.secret)
    : undefined;
}

async function fetchToken(
  registry: URL,
  { realm, service }: Bearer,
  scope: string,
  at: AuthSurroundings,
): Promise<string | undefined> {
  const url = realmUrl(registry, realm);
  const own = url.host === registry.host || TOKEN_HOSTS[registry.hostname] === url.host;
  if (!own && !isLoopback(registry.hostname)) await assertPublic(url, at.network);
  const credentials = own ? await at.credentials() : undefined;
  const answer = await boundedFetch(
    {
      ...tokenRequest(url, service, scope, credentials),
      maxBytes: LONGEST_TOKEN,
      timeoutMs: TIME_LIMIT_MS,
      signal: at.signal,
    },
    at.network,
  );
  if (answer.status !== 200) {
    throw new CodedError('pack_source_denied', `${url.host} gives no token (${answer.status})`, {
      hint: own ? `log in: docker login ${registry.host}` : foreignHint(url, registry),
    });
  }
  const body = readToken(answer.bytes, url);
  const token = body['token'] ?? body['access_token'];
  // A token becomes a header: nothing that could end it.
  if (typeof token === 'string' && /^[\u0021-\u007e]{1,32768}$/u.test(token))
    return `Bearer ${token}`;
  throw badToken(url);
}

function realmUrl(registry: URL, realm: string): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  const secure =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && isLoopback(url.hostname) && isLoopback(registry.hostname));
  if (url !== undefined && secure && url.username === '' && url.password === '') return url;
  throw new CodedError('pack_source_unsafe', `${registry.host} names no token service over https`, {
    hint: 'ask who runs the registry',
  });
}

function tokenRequest(
  url: URL,
  service: string,
  scope: string,
  credentials: Credentials | undefined,
): {
  readonly url: URL;
  readonly method?: 'POST';
  readonly headers?: Record<string, string>;
  readonly authorization?: string;
  readonly body?: Uint8Array;
} {
  const query = new URLSearchParams({ ...(service === '' ? {} : { service }), scope });
  if (credentials?.kind === 'refresh') {
    query.set('grant_type', 'refresh_token');
    query.set('client_id', 'krci-ai');
    query.set('refresh_token', credentials.secret);
    return {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new TextEncoder().encode(query.toString()),
    };
  }
  const asked = new URL(url);
  for (const [name, value] of query) asked.searchParams.set(name, value);
  return credentials === undefined
    ? { url: asked }
    : { url: asked, authorization: basicAuthorization(credentials.username, credentials.secret) };
}

function readToken(bytes: Uint8Array, url: URL): JsonObject {
  try {
    const value = parseJson(bytes, { maxDepth: 8 });
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (!isCodedError(error)) throw error;
    // The fault would quote the line with the token in it.
  }
  throw badToken(url);
}

function badToken(url: URL): CodedError {
  return new CodedError('pack_source_answer', `${url.host} gives no token that can be used`, {
    hint: 'ask who runs the registry',
  });
}

function foreignHint(url: URL, registry: URL): string {
  return `credentials of ${registry.host} are not sent to ${url.host}; log in to that host itself`;
}
