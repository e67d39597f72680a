import { emptyRecord, parsePrivateKey, type JsonObject, type SigningKey } from '@gait/canon';
import type { RecordDefaults, RecordRunInput } from '../record-run.ts';
import {
  intentRecord,
  receiptRecord,
  refsRecord,
  resultRecord,
  runRecord,
  type Intent,
  type Receipt,
  type Result,
} from '../runpack-records.ts';

/** A run for tests: two calls, two results, one receipt. */

export const CREATED_AT = '2026-03-01T09:15:00Z';

export const DEFAULTS: RecordDefaults = {
  createdAt: '2026-04-01T00:00:00Z',
  os: 'linux',
  arch: 'amd64',
};

/** Protects nothing: made from the 32 bytes 0, 1, 2, … */
export const TEST_KEY: SigningKey = parsePrivateKey(
  'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA==',
);

export function sampleIntent(id: string, tool: string, args: JsonObject | null): Intent {
  return { ...emptyRecord(intentRecord), intent_id: id, tool_name: tool, args };
}

export function sampleResult(id: string, status: string, result: JsonObject | null): Result {
  return { ...emptyRecord(resultRecord), intent_id: id, status, result };
}

export function sampleReceipt(refId: string, over: Partial<Receipt> = {}): Receipt {
  return {
    ...emptyRecord(receiptRecord),
    ref_id: refId,
    source_type: 'doc',
    source_locator: 'docs://a',
    query_digest: 'a'.repeat(64),
    content_digest: 'b'.repeat(64),
    retrieved_at: CREATED_AT,
    redaction_mode: 'reference',
    ...over,
  };
}

export function sampleRun(over: Partial<RecordRunInput> = {}): RecordRunInput {
  return {
    run: {
      ...emptyRecord(runRecord),
      run_id: 'run_sample',
      created_at: CREATED_AT,
      producer_version: '1.0.0',
      timeline: [],
    },
    intents: [
      sampleIntent('intent_1', 'tool.read', { path: 'a.txt' }),
      sampleIntent('intent_2', 'tool.write', { path: 'b.txt', content: 'x' }),
    ],
    results: [
      sampleResult('intent_1', 'ok', { verdict: 'allow' }),
      sampleResult('intent_2', 'error', { verdict: 'block', reason_codes: ['rule', 'a'] }),
    ],
    refs: { ...emptyRecord(refsRecord), receipts: [sampleReceipt('ref_1')] },
    captureMode: 'raw',
    ...over,
  };
}
