import {
  canonicalRecord,
  digestRecord,
  sha256Hex,
  signDigestAsync,
  signDigest,
  type Signature,
  type SigningKey,
} from '@gait/canon';
import { traceRecord, type TraceRecord } from './trace-record.ts';

/** SHA-256, hex, of everything a trace's signature covers: the record without its signature. */
export function traceDigest(trace: TraceRecord): string {
  return digestRecord(
    traceRecord,
    trace.signature === null ? trace : { ...trace, signature: null },
  );
}

/** The trace with a signature by `key`; an earlier signature is replaced (gait-formats §1.4). */
export function signTrace(key: SigningKey, trace: TraceRecord): TraceRecord {
  return withSignature(trace, signDigest(key, traceDigest(trace)));
}

/** A signed trace, and the same as one line of JSON: its canonical text, the signature last. */
export interface SignedTrace {
  readonly trace: TraceRecord;
  readonly text: string;
}

/** As `signTrace`, by the way that starts fastest; the text that is signed is made once. */
export async function signTraceAsync(key: SigningKey, trace: TraceRecord): Promise<SignedTrace> {
  const unsigned = canonicalRecord(
    traceRecord,
    trace.signature === null ? trace : { ...trace, signature: null },
  );
  const signed = withSignature(trace, await signDigestAsync(key, sha256Hex(unsigned)));
  const text = `${unsigned.slice(0, -1)},"signature":${JSON.stringify(signed.signature)}}`;
  return { trace: signed, text };
}

function withSignature(
  trace: TraceRecord,
  { alg, key_id, sig, signed_digest = '' }: Signature,
): TraceRecord {
  return { ...trace, signature: { alg, key_id, sig, signed_digest } };
}
