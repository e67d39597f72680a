import { CodedError, isJsonObject, type Json, type JsonObject } from '@gait/canon';

/** What the server made, read from its answer. */
export interface Lease {
  /** The server's own name of it; `''`: it is not leased. */
  readonly id: string;
  /** Lifetime; 0: it does not end. */
  readonly seconds: number;
  readonly secret: Json;
  /** What the server keeps with a token it made. */
  readonly metadata: JsonObject;
  /** How it is taken back; undefined: it cannot be. */
  readonly revoke: { readonly path: string; readonly body: JsonObject } | undefined;
}

/**
 * Reads a lease, a wrapped answer or a new token.
 *
 * @throws CodedError `broker_receipt_invalid`.
 */
export function readLease(answer: JsonObject): Lease {
  const { wrap_info: wrapped, auth, data } = answer;
  if (isJsonObject(wrapped)) return wrappedLease(wrapped);
  if (isJsonObject(auth)) return tokenLease(auth);
  if (!isJsonObject(data)) throw unreadable();
  const id = textOf(answer['lease_id']);
  return {
    id,
    seconds: id === '' ? 0 : secondsOf(answer['lease_duration']),
    secret: data,
    metadata: {},
    revoke: id === '' ? undefined : { path: 'sys/leases/revoke', body: { lease_id: id } },
  };
}

/** A token that unwraps the secret once; what it wraps was never seen here. */
function wrappedLease(wrapped: JsonObject): Lease {
  const accessor = needed(wrapped['accessor']);
  return {
    id: `wrap/${accessor}`,
    seconds: secondsOf(wrapped['ttl']),
    secret: { wrapping_token: needed(wrapped['token']) },
    metadata: {},
    revoke: { path: 'auth/token/revoke-accessor', body: { accessor } },
  };
}

function tokenLease(auth: JsonObject): Lease {
  const accessor = needed(auth['accessor']);
  const { metadata } = auth;
  return {
    id: `token/${accessor}`,
    seconds: secondsOf(auth['lease_duration']),
    secret: { token: needed(auth['client_token']) },
    metadata: isJsonObject(metadata) ? metadata : {},
    revoke: { path: 'auth/token/revoke-accessor', body: { accessor } },
  };
}

function secondsOf(value: Json | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function needed(value: Json | undefined): string {
  const text = textOf(value);
  if (text !== '') return text;
  throw unreadable();
}

function unreadable(): CodedError {
  return new CodedError('broker_receipt_invalid', 'the server answered something unexpected', {
    hint: 'check that the path makes credentials',
  });
}
