import type { Network } from '../bounded-fetch.ts';
import { TLS_CERT, TLS_KEY } from './tls-pair.ts';

/** What a server was asked, as far as tests look at it. */
export interface Asked {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
}

/** Hosts over TLS on this machine, and what they were asked. */
export interface TestNetwork extends Network {
  readonly asked: Asked[];
  readonly stop: () => Promise<void>;
}

type Handler = (request: Request, url: URL) => Response | Promise<Response>;

/**
 * A network of hosts by name. All are one real TLS server, which tells them apart by their `Host`;
 * `addresses` says what each name resolves to, and a name that is not there does not resolve.
 */
export function testNetwork(
  hosts: Readonly<Record<string, Handler>>,
  addresses: Readonly<Record<string, readonly string[]>> = {},
): TestNetwork {
  const asked: Asked[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    tls: { key: TLS_KEY, cert: TLS_CERT },
    async fetch(request) {
      const host = request.headers.get('x-test-host') ?? '';
      const url = new URL(request.url);
      const authorization = request.headers.get('authorization');
      asked.push({ host, method: request.method, path: url.pathname + url.search, authorization });
      return (await hosts[host]?.(request, url)) ?? new Response('no such host', { status: 502 });
    },
  });
  return {
    asked,
    addressesOf: (host) => {
      const found = addresses[host];
      return found === undefined
        ? Promise.reject(new Error(`${host} does not resolve`))
        : Promise.resolve(found);
    },
    fetch: async (address, init) => {
      const url = new URL(address);
      const target = `https://127.0.0.1:${server.port}${url.pathname}${url.search}`;
      const headers = { ...(init.headers as Record<string, string>), 'x-test-host': url.host };
      const tls = { ca: TLS_CERT, serverName: url.hostname, checkServerIdentity: () => undefined };
      return await fetch(target, { ...init, headers, tls });
    },
    stop: async () => await server.stop(true),
  };
}
