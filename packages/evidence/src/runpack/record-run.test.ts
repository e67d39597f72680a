import { describe, expect, test } from 'bun:test';
import { CodedError, digest, type ErrorCode, type JsonObject } from '@gait/canon';
import { demoRun } from './demo-run.ts';
import { recordRun, type RecordRunInput } from './record-run.ts';
import { unpack } from './testing/forge-runpack.ts';
import {
  CREATED_AT,
  DEFAULTS,
  sampleIntent,
  sampleReceipt,
  sampleResult,
  sampleRun,
  TEST_KEY,
} from './testing/sample-run.ts';

function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

const record = (over: Partial<RecordRunInput> = {}) => recordRun(sampleRun(over), DEFAULTS);
const lines = (text: string | undefined): JsonObject[] =>
  (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject);
const linesOf = (over: Partial<RecordRunInput>, entry: string): JsonObject[] =>
  lines(unpack(record(over).zip)[entry]);
const refsOf = (over: Partial<RecordRunInput>): JsonObject =>
  JSON.parse(unpack(record(over).zip)['refs.json'] ?? '') as JsonObject;

describe('the reference digest of the demo run', () => {
  test('is reproduced for release 1.4.0', () => {
    expect(recordRun(demoRun('1.4.0'), DEFAULTS).manifest.manifest_digest).toBe(
      '6124af948c9ebec4cd5461e236576e7c8c42c00f99c69b1310ec2e4663fd8634',
    );
  });

  test('is reproduced for the development version', () => {
    expect(recordRun(demoRun('0.0.0-dev'), DEFAULTS).manifest.manifest_digest).toBe(
      '436474ad70446539c909ae85bcc156d30197ba68efb8debdaed4f5d2eef2922e',
    );
  });
});

describe('the same input', () => {
  test('gives the same bytes', () => {
    expect(record({ signingKey: TEST_KEY }).zip).toEqual(record({ signingKey: TEST_KEY }).zip);
  });
});

describe('what a run does not say', () => {
  test('is filled from the defaults and from the run', () => {
    const { run, ...rest } = sampleRun();
    const bare = {
      ...run,
      created_at: '0001-01-01T00:00:00Z',
      producer_version: '',
      env: { os: '', arch: 'riscv64', runtime: '' },
    };
    const files = unpack(recordRun({ ...rest, run: bare }, DEFAULTS).zip);
    expect(JSON.parse(files['run.json'] ?? '')).toMatchObject({
      schema_id: 'gait.runpack.run',
      created_at: DEFAULTS.createdAt,
      producer_version: '0.0.0-dev',
      env: { os: 'linux', arch: 'riscv64', runtime: 'go' },
    });
    expect(lines(files['intents.jsonl'])[0]).toMatchObject({
      schema_id: 'gait.runpack.intent',
      created_at: DEFAULTS.createdAt,
      producer_version: '0.0.0-dev',
      run_id: 'run_sample',
    });
  });

  test('a timeline that is not given is null, an empty one a list', () => {
    const { run } = sampleRun();
    expect(unpack(record({ run: { ...run, timeline: null } }).zip)['run.json']).toContain(
      '"timeline":null',
    );
    expect(unpack(record().zip)['run.json']).toContain('"timeline":[]');
  });

  test('no intents give an empty file, not an empty line', () => {
    expect(unpack(record({ intents: [] }).zip)['intents.jsonl']).toBe('');
  });
});

describe('capture', () => {
  test('by reference keeps digests and no payload', () => {
    const [intent] = linesOf({ captureMode: 'reference' }, 'intents.jsonl');
    expect(intent).not.toHaveProperty('args');
    expect(intent?.['args_digest']).toBe(digest({ path: 'a.txt' }));
    expect(linesOf({ captureMode: ' Reference ' }, 'results.jsonl')[0]).not.toHaveProperty(
      'result',
    );
  });

  test('is by reference unless another mode is named', () => {
    expect(record({ captureMode: '' }).manifest.capture_mode).toBe('reference');
  });

  test('raw keeps payloads', () => {
    expect(linesOf({ captureMode: 'raw' }, 'intents.jsonl')[0]).toHaveProperty('args', {
      path: 'a.txt',
    });
  });
});

describe('digests', () => {
  const intents = [sampleIntent('intent_1', 'tool.read', { path: 'a.txt' })];

  test('given beside a payload are kept as they are', () => {
    const given = [{ ...sampleIntent('intent_1', 't', { a: 1 }), args_digest: 'ABC' }];
    expect(linesOf({ intents: given }, 'intents.jsonl')[0]).toHaveProperty('args_digest', 'ABC');
  });

  test('come from the normalised payload where there is one', () => {
    const normalization = {
      intent_args: { intent_1: { path: '***' } },
      result_payloads: { intent_1: {} },
    };
    const over = {
      intents,
      results: [sampleResult('intent_1', 'ok', { secret: 1 })],
      normalization,
    };
    expect(linesOf(over, 'intents.jsonl')[0]).toHaveProperty(
      'args_digest',
      digest({ path: '***' }),
    );
    expect(linesOf(over, 'results.jsonl')[0]).toHaveProperty('result_digest', digest({}));
  });

  test('of a normalised null are those of null', () => {
    const over = {
      intents,
      normalization: { intent_args: { intent_1: null }, result_payloads: null },
    };
    expect(linesOf(over, 'intents.jsonl')[0]).toHaveProperty('args_digest', digest(null));
  });

  test('that do not fit the normalised payload are refused', () => {
    const given = intents.map((intent) => ({ ...intent, args_digest: 'c'.repeat(64) }));
    const normalization = { intent_args: { intent_1: {} }, result_payloads: null };
    expect(codeOf(() => record({ intents: given, normalization }))).toBe('run_digest_mismatch');
    const upper = given.map((intent) => ({ ...intent, args_digest: digest({}).toUpperCase() }));
    expect(linesOf({ intents: upper, normalization }, 'intents.jsonl')[0]).toHaveProperty(
      'args_digest',
      digest({}).toUpperCase(),
    );
  });

  test('that cannot be computed are asked for', () => {
    expect(codeOf(() => record({ intents: [sampleIntent('i', 't', null)] }))).toBe(
      'run_digest_missing',
    );
    expect(codeOf(() => record({ results: [sampleResult('i', 'ok', null)] }))).toBe(
      'run_digest_missing',
    );
    const receipts = [sampleReceipt('r', { query_digest: '' })];
    expect(codeOf(() => record({ refs: { ...sampleRun().refs, receipts } }))).toBe(
      'run_digest_missing',
    );
  });

  test('of a normalised payload that is no object are refused', () => {
    const normalization = { intent_args: { intent_1: [1] }, result_payloads: null };
    expect(codeOf(() => record({ intents, normalization }))).toBe('run_normalization_invalid');
  });

  test('keep numbers as ECMAScript writes them', () => {
    const args = { a: 12345678901234567890, b: 1e21, c: -0, d: 1.0 };
    expect(
      unpack(record({ intents: [sampleIntent('i', 't', args)] }).zip)['intents.jsonl'],
    ).toContain('"args":{"a":12345678901234567000,"b":1e+21,"c":0,"d":1}');
  });
});

describe('receipts', () => {
  const withReceipts = (...receipts: ReturnType<typeof sampleReceipt>[]) => ({
    refs: { ...sampleRun().refs, receipts },
  });

  test('are sorted by id, counted and normalised', () => {
    const refs = refsOf(
      withReceipts(
        sampleReceipt('b', { query_digest: ' ABC ', immutability: ' Mutable' }),
        sampleReceipt('a', { retrieved_at: '2026-03-01T11:15:00+02:00' }),
        sampleReceipt('Z', { retrieved_at: '0001-01-01T00:00:00Z' }),
      ),
    );
    expect(refs['context_ref_count']).toBe(3);
    expect(refs['receipts']).toMatchObject([
      { ref_id: 'Z', retrieved_at: '1980-01-01T00:00:00Z' },
      { ref_id: 'a', retrieved_at: CREATED_AT, immutability: 'unknown' },
      { ref_id: 'b', query_digest: 'abc', immutability: 'mutable' },
    ]);
  });

  test('of a gate trace are completed from the call', () => {
    const trace = sampleReceipt(' trace_intent_1', {
      source_type: ' Gait.Trace',
      query_digest: '',
      content_digest: '',
    });
    const [receipt] = refsOf(withReceipts(trace))['receipts'] as unknown as JsonObject[];
    expect(receipt).toMatchObject({
      query_digest: digest({ tool_name: 'tool.read', args_digest: digest({ path: 'a.txt' }) }),
      content_digest: digest({ verdict: 'allow' }),
    });
  });

  test('of a gate trace that say something else are refused', () => {
    const wrong = sampleReceipt('trace_intent_1', { source_type: 'gait.trace' });
    expect(codeOf(() => record(withReceipts(wrong)))).toBe('run_digest_mismatch');
    const nobody = sampleReceipt('trace_x', {
      source_type: 'gait.trace',
      query_digest: '',
      content_digest: '',
    });
    expect(codeOf(() => record(withReceipts(nobody)))).toBe('run_receipt_unlinked');
    const noResult = { ...withReceipts({ ...nobody, ref_id: 'trace_intent_1' }), results: [] };
    expect(codeOf(() => record(noResult))).toBe('run_receipt_unlinked');
  });

  test('need an evidence mode and a digest of the right form', () => {
    const refs = sampleRun().refs;
    expect(codeOf(() => record({ refs: { ...refs, context_evidence_mode: 'odd' } }))).toBe(
      'context_mode_invalid',
    );
    expect(codeOf(() => record({ refs: { ...refs, context_set_digest: 'odd' } }))).toBe(
      'context_refs_invalid',
    );
    expect(codeOf(() => record({ refs: { ...refs, context_ref_count: -1 } }))).toBe(
      'context_refs_invalid',
    );
  });
});

describe('a run that would not verify', () => {
  test('is not recorded: no run id', () => {
    expect(codeOf(() => record({ run: { ...sampleRun().run, run_id: '' } }))).toBe(
      'run_id_missing',
    );
  });

  test('is not recorded: records of another run', () => {
    const intents = [{ ...sampleIntent('i', 't', {}), run_id: 'run_other' }];
    expect(codeOf(() => record({ intents }))).toBe('runpack_run_id_mismatch');
    expect(codeOf(() => record({ refs: { ...sampleRun().refs, run_id: 'x' } }))).toBe(
      'runpack_run_id_mismatch',
    );
  });

  test('is not recorded: records of another schema', () => {
    const results = [{ ...sampleResult('i', 'ok', {}), schema_id: 'gait.runpack.intent' }];
    expect(codeOf(() => record({ results }))).toBe('runpack_record_schema');
    expect(codeOf(() => record({ run: { ...sampleRun().run, schema_version: '2.0.0' } }))).toBe(
      'runpack_record_schema',
    );
  });
});
