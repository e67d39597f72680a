import { digest, emptyRecord, sha256Hex, type JsonObject } from '@gait/canon';
import type { RecordRunInput } from './record-run.ts';
import {
  intentRecord,
  receiptRecord,
  refsRecord,
  resultRecord,
  runRecord,
  type Intent,
  type Receipt,
  type Result,
} from './runpack-records.ts';

/** Id of the fixed run of `gait demo`. */
export const DEMO_RUN_ID = 'run_demo';

const CREATED_AT = '2026-02-05T00:00:00Z';

const CALLS: readonly { readonly tool: string; readonly args: JsonObject }[] = [
  { tool: 'tool.search', args: { query: 'gait demo: offline verification' } },
  { tool: 'tool.fetch', args: { url: 'https://example.local/demo' } },
  { tool: 'tool.summarize', args: { input_ref: 'ref_1' } },
];

/** The same three calls every time, so that everybody can compare digests (gait-formats §2.4). */
export function demoRun(producerVersion: string): RecordRunInput {
  return {
    run: {
      ...emptyRecord(runRecord),
      created_at: CREATED_AT,
      producer_version: producerVersion,
      run_id: DEMO_RUN_ID,
      env: { os: 'demo', arch: 'demo', runtime: 'go' },
      timeline: [
        { event: 'start', ts: CREATED_AT, ref: '', relationship: null },
        { event: 'finish', ts: '2026-02-05T00:00:02Z', ref: '', relationship: null },
      ],
    },
    intents: CALLS.map(demoIntent),
    results: CALLS.map((_, i) => demoResult(i)),
    refs: {
      ...emptyRecord(refsRecord),
      receipts: CALLS.map(({ tool }, i) => demoReceipt(tool, i)),
    },
    captureMode: 'reference',
  };
}

function demoIntent({ tool, args }: (typeof CALLS)[number], i: number): Intent {
  const id = { intent_id: `intent_${i + 1}`, tool_name: tool };
  return { ...emptyRecord(intentRecord), ...id, args_digest: digest(args), args };
}

function demoResult(i: number): Result {
  const result = { ok: true, message: `demo result ${i + 1}` };
  const id = { intent_id: `intent_${i + 1}`, status: 'ok' };
  return { ...emptyRecord(resultRecord), ...id, result_digest: digest(result), result };
}

function demoReceipt(tool: string, i: number): Receipt {
  return {
    ...emptyRecord(receiptRecord),
    ref_id: `ref_${i + 1}`,
    source_type: 'demo',
    source_locator: tool,
    query_digest: sha256Hex(`query-${i + 1}`),
    content_digest: sha256Hex(`content-${i + 1}`),
    retrieved_at: CREATED_AT,
    redaction_mode: 'reference',
  };
}
