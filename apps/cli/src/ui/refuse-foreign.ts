/** Why a request is refused before anything in it is looked at. */
export interface ForeignRequest {
  readonly status: 403 | 405;
  readonly why: string;
}

/**
 * Refuses what no page of ours sends. Any site that is open in a browser can send requests to a
 * loopback port: under another name of this machine (DNS rebinding), from another origin, and from
 * another port, which browsers take for the same site.
 *
 * @param hosts `host:port` values that this page answers to
 */
export function refuseForeign(
  { method, headers }: Pick<Request, 'method' | 'headers'>,
  hosts: ReadonlySet<string>,
): ForeignRequest | undefined {
  const host = headers.get('host') ?? '';
  if (!hosts.has(host)) return { status: 403, why: 'the Host header names another server' };
  if (method !== 'GET' && method !== 'POST') return { status: 405, why: 'only GET and POST' };
  const origin = headers.get('origin');
  if (origin !== null && origin !== `http://${host}`) {
    return { status: 403, why: 'the request comes from another origin' };
  }
  if (method === 'POST' && origin === null) {
    return { status: 403, why: 'the request does not say which page it comes from' };
  }
  const site = headers.get('sec-fetch-site');
  // `none`: a person typed the address, or clicked it in a terminal.
  const isOwn = site === null || site === 'same-origin' || (site === 'none' && method === 'GET');
  return isOwn ? undefined : { status: 403, why: 'the request comes from another site' };
}
