import {
  digestRecord,
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

/** As `signTrace`, by the way that starts fastest. */
export async function signTraceAsync(key: SigningKey, trace: TraceRecord): Promise<TraceRecord> {
  return withSignature(trace, await signDigestAsync(key, traceDigest(trace)));
}

function withSignature(
  trace: TraceRecord,
  { alg, key_id, sig, signed_digest = '' }: Signature,
): TraceRecord {
  return { ...trace, signature: { alg, key_id, sig, signed_digest } };
}
