import { cryptoRuntime } from '../runtime/node-crypto.ts';
import type { RunningHash } from '../runtime/crypto-runtime.ts';
import { canonicalize } from './canonicalize.ts';
import type { Json } from './json-value.ts';

/** SHA-256 as 64 lower-case hex digits. Text is hashed as UTF-8. */
export function sha256Hex(data: Uint8Array | string): string {
  return cryptoRuntime.sha256Hex(data);
}

const DIGEST = /^[0-9a-f]{64}$/;

/** True for a digest as artifacts carry it: 64 lower-case hex digits. */
export function isDigestHex(text: string): boolean {
  return DIGEST.test(text);
}

/** SHA-256 of bytes that come in pieces. */
export function startSha256(): RunningHash {
  return cryptoRuntime.startSha256();
}

/** SHA-256, hex, of the canonical bytes of a JSON value: the digest of every artifact. */
export function digest(value: Json): string {
  return sha256Hex(canonicalize(value));
}
