import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createConnection, type AddressInfo, type Socket } from 'node:net';
import { CodedError } from '@gait/canon';
import { isLoopback } from '@gait/local';
import {
  handleRequest,
  type GateRequest,
  type GateService,
  type ServedHosts,
} from './handle-request.ts';
import { bracketed, checkTls, servedHosts, type TlsPair } from './served-hosts.ts';

/** Where a gate listens. */
export type GateAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      /** 0: any free one. */
      readonly port: number;
      /** PEM; undefined: plain HTTP, on a loopback address only. */
      readonly tls?: TlsPair | undefined;
    };

/** A gate that answers. */
export interface ServingGate {
  /** `unix:/path` or `http://host:port`. */
  readonly address: string;
  readonly port: number | undefined;
  /**
   * Takes no more requests, finishes those that were taken on, closes.
   *
   * @param graceMs How long connections may stay open, milliseconds.
   */
  close(graceMs: number): Promise<void>;
}

/** Longest body, bytes. */
const MAX_BODY = 1024 * 1024;
/** Longest time for the headers of a request, and again for its body. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Serves a gate over a Unix socket that only its user can open, or over TCP.
 *
 * @throws CodedError `serve_address_insecure` (not loopback and no TLS), `serve_address_used`,
 *   `serve_tls_invalid` (certificate or key), `serve_failed`.
 */
export async function serveGate(service: GateService, at: GateAddress): Promise<ServingGate> {
  if (at.kind === 'tcp' && at.tls === undefined && !isLoopback(at.host)) throw insecure(at.host);
  if (at.kind === 'socket') await clearSocket(at.path);
  else if (at.tls !== undefined) checkTls(at.tls);
  // Known when the server listens; until then no name is right.
  let hosts: ServedHosts = at.kind === 'socket' ? undefined : new Set();
  const answer = (request: IncomingMessage, response: ServerResponse): void =>
    void respond(service, request, response, { hosts, limitMs });
  const tls = at.kind === 'tcp' ? at.tls : undefined;
  const limitMs = service.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const server = tls === undefined ? createHttp(answer) : createHttps(tls, answer);
  server.maxHeadersCount = 64;
  limitHeaders(server, limitMs);
  await listen(server, at);
  if (at.kind === 'tcp') hosts = servedHosts(at, (server.address() as AddressInfo).port);
  const { port } = (at.kind === 'tcp' ? server.address() : { port: undefined }) as AddressInfo;
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    port,
    address: at.kind === 'socket' ? `unix:${at.path}` : `${scheme}://${bracketed(at.host)}:${port}`,
    close: (graceMs) => close(server, service, graceMs),
  };
}

function listen(server: Server, at: GateAddress): Promise<void> {
  return new Promise((ready, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => fail(listenError(error, at)));
    if (at.kind === 'tcp') {
      server.listen(at.port, at.host, ready);
      return;
    }
    // The mode must be right from the first moment: somebody may wait for the socket to appear.
    const before = process.umask(0o177);
    server.listen(at.path, () => {
      chmodSync(at.path, 0o600);
      ready();
    });
    process.umask(before);
  });
}

/** A socket that a killed gate left behind is taken away; one that answers is not. */
async function clearSocket(path: string): Promise<void> {
  let stats;
  try {
    stats = lstatSync(path);
  } catch {
    return;
  }
  if (!stats.isSocket()) throw used(path, 'something that is no socket is there');
  if (await answers(path)) throw used(path, 'another gate serves there');
  unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((said) => {
    const probe = createConnection({ path });
    const end = (alive: boolean): void => {
      probe.destroy();
      said(alive);
    };
    probe.once('connect', () => end(true));
    probe.once('error', () => end(false));
  });
}

async function respond(
  service: GateService,
  request: IncomingMessage,
  response: ServerResponse,
  { hosts, limitMs }: { readonly hosts: ServedHosts; readonly limitMs: number },
): Promise<void> {
  const { host, origin, authorization, 'content-type': type } = request.headers;
  const asked: GateRequest = {
    method: request.method ?? '',
    path: (request.url ?? '').split('?', 1)[0] ?? '',
    headers: { host, origin, authorization, 'content-type': type },
    body: () => readBody(request, limitMs),
  };
  const { status, type: kind, text, retryAfter } = await handleRequest(service, asked, hosts);
  // The rest of a body that nobody reads would be taken for the next request.
  const unread = !request.complete;
  response.writeHead(status, {
    'content-type': kind,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(unread ? { connection: 'close' } : {}),
  });
  response.end(text, () => {
    if (unread) request.socket.destroySoon();
  });
}

/**
 * Closes connections that do not send the headers of a request in time, also after an earlier
 * request. The runtime's own limits end silence only, not one byte every now and then.
 */
function limitHeaders(server: Server, limitMs: number): void {
  const timers = new WeakMap<Socket, ReturnType<typeof setTimeout>>();
  const wait = (socket: Socket): void => {
    clearTimeout(timers.get(socket));
    timers.set(
      socket,
      setTimeout(() => socket.destroy(), limitMs),
    );
  };
  server.on('connection', (socket: Socket) => {
    wait(socket);
    socket.once('close', () => clearTimeout(timers.get(socket)));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    clearTimeout(timers.get(socket));
    response.once('finish', () => {
      if (!socket.destroyed) wait(socket);
    });
  });
}

function readBody(request: IncomingMessage, limitMs: number): Promise<Uint8Array> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return new Promise<Uint8Array>((done, fail) => {
    timer = setTimeout(() => {
      request.pause();
      fail(tooSlow(limitMs));
    }, limitMs);
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > MAX_BODY) {
        request.pause();
        fail(tooLarge());
        return;
      }
      chunks.push(chunk);
    });
    request.once('end', () =>
      done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    );
    request.once('error', fail);
    request.once('aborted', () => fail(new CodedError('request_invalid', 'the request was cut')));
  }).finally(() => clearTimeout(timer));
}

async function close(server: Server, service: GateService, graceMs: number): Promise<void> {
  const closed = new Promise<void>((done) => {
    server.close(() => done());
  });
  await service.queue.drain();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

function tooSlow(limitMs: number): CodedError {
  return new CodedError('request_timeout', `the body did not come within ${limitMs} ms`, {
    hint: 'the call is blocked; send the whole request at once',
  });
}

function tooLarge(): CodedError {
  return new CodedError('request_too_large', `the body is over ${MAX_BODY} bytes`, {
    hint: 'send digests and references instead of contents',
  });
}

function insecure(host: string): CodedError {
  return new CodedError('serve_address_insecure', `${host} is reachable from other machines`, {
    hint: 'listen on 127.0.0.1, or give --tls-cert and --tls-key',
  });
}

function used(path: string, why: string): CodedError {
  return new CodedError('serve_address_used', `cannot listen on ${path}: ${why}`, {
    hint: 'choose another path, or stop the other gate',
    where: { file: path },
  });
}

function listenError(error: NodeJS.ErrnoException, at: GateAddress): CodedError {
  const where = at.kind === 'socket' ? at.path : `${at.host}:${at.port}`;
  if (error.code === 'EADDRINUSE') return used(where, 'the address is in use');
  return new CodedError(
    'serve_failed',
    `cannot listen on ${where}: ${error.code ?? error.message}`,
    {
      hint: 'check the address and your rights to it',
      cause: error,
    },
  );
}
