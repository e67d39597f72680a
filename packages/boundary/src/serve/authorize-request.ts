import { CodedError, sha256Hex } from '@gait/canon';
import { timingSafeEqual } from 'node:crypto';

/** Who a caller is: fixed by the socket or the token, never by the body. */
export interface Caller {
  readonly identity: string;
  readonly workspace: string;
}

/** A token and whom it stands for. Only its digest is kept. */
export interface CallerToken {
  /** SHA-256 of the token, 64 lower-case hex digits. */
  readonly sha256: string;
  readonly caller: Caller;
}

/** How requests are let in. */
export interface Admission {
  /** Whoever can open the Unix socket; undefined over TCP, where a token is needed. */
  readonly socketCaller: Caller | undefined;
  readonly tokens: readonly CallerToken[];
}

/** Headers that matter here, as the server received them. */
export interface RequestHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly authorization?: string | undefined;
}

/**
 * Lets a request in or refuses it.
 *
 * Any page in a browser on this machine can send requests to a loopback port. It cannot set
 * `Host`, and its requests carry `Origin`: a foreign host is DNS rebinding, any origin is a page.
 *
 * @param hosts `host:port` values that the server answers to; undefined over a Unix socket.
 * @throws CodedError `request_host`, `request_origin`, `request_unauthorized`.
 */
export function authorizeRequest(
  headers: RequestHeaders,
  admission: Admission,
  hosts: Pick<ReadonlySet<string>, 'has'> | undefined,
): Caller {
  if (headers.origin !== undefined) {
    throw refusal('request_origin', 'requests of web pages are refused');
  }
  const { socketCaller, tokens } = admission;
  if (hosts !== undefined && !hosts.has((headers.host ?? '').toLowerCase())) {
    throw refusal('request_host', 'the Host header names another server');
  }
  const caller = callerOf(headers.authorization, tokens) ?? socketCaller;
  if (caller === undefined) throw refusal('request_unauthorized', 'a valid bearer token is needed');
  return caller;
}

/** A wrong token is no caller; also over a socket that needs none. */
function callerOf(header: string | undefined, tokens: readonly CallerToken[]): Caller | undefined {
  if (header === undefined) return undefined;
  const given = Buffer.from(sha256Hex(/^Bearer (\S+)$/iu.exec(header)?.[1] ?? ''), 'hex');
  // Every token is compared, so that the time taken says nothing about which one is near.
  let found: Caller | undefined;
  for (const { sha256, caller } of tokens) {
    if (timingSafeEqual(given, Buffer.from(sha256, 'hex'))) found = caller;
  }
  if (found === undefined) throw refusal('request_unauthorized', 'the bearer token is not known');
  return found;
}

function refusal(
  code: 'request_host' | 'request_origin' | 'request_unauthorized',
  message: string,
): CodedError {
  return new CodedError(code, message, {
    hint: 'call the gate from a program, with the token of `gait gate serve`',
  });
}
