import { createHash, hash } from 'node:crypto';
import { canonicalize } from './canonicalize.ts';
import type { Json } from './json-value.ts';

/** SHA-256 as 64 lower-case hex digits. Text is hashed as UTF-8. */
export function sha256Hex(data: Uint8Array | string): string {
  // `hash` came with Node 20.12; earlier releases of 20 have only `createHash`.
  return typeof hash === 'function'
    ? hash('sha256', data, 'hex')
    : createHash('sha256').update(data).digest('hex');
}

/** SHA-256, hex, of the canonical bytes of a JSON value: the digest of every artifact. */
export function digest(value: Json): string {
  return sha256Hex(canonicalize(value));
}
