import { emptyRecord, encodeRecord, prettyJson, sha256Hex, type JsonObject } from '@gait/canon';
import { TEST_KEY } from '../../runpack/testing/sample-run.ts';
import { signTrace } from '../sign-trace.ts';
import { traceRecord, type TraceRecord } from '../trace-record.ts';

/** A signed trace of one allowed call, its id as the formula asks. */
export function sampleTrace(over: Partial<TraceRecord> = {}): TraceRecord {
  const policy_digest = 'a'.repeat(64);
  const intent_digest = 'b'.repeat(64);
  return signTrace(TEST_KEY, {
    ...emptyRecord(traceRecord),
    schema_id: 'gait.gate.trace',
    schema_version: '1.0.0',
    created_at: '2026-03-05T12:00:00Z',
    observed_at: '2026-03-05T12:00:01.123456789Z',
    producer_version: '1.0.0',
    trace_id: sha256Hex(`${policy_digest}:${intent_digest}:allow`).slice(0, 24),
    tool_name: 'tool.read',
    args_digest: 'c'.repeat(64),
    intent_digest,
    policy_digest,
    verdict: 'allow',
    latency_ms: 0.125706,
    ...over,
  });
}

/** A trace as the JSON value of its file. */
export function traceJson(trace: TraceRecord): JsonObject {
  return encodeRecord(traceRecord, trace);
}

/** A trace as its file. */
export function traceFile(trace: TraceRecord): Uint8Array {
  return Buffer.from(prettyJson(traceJson(trace)), 'utf8');
}
