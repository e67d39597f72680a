import { describe, expect, test } from 'bun:test';
import { makeReceipt, readReceipt, writeReceipt } from './capture-receipt.ts';

const encoder = new TextEncoder();
describe('a capture receipt', () => {
  const receipt = makeReceipt({
    from: 'run_a',
    artifact_type: 'runpack',
    artifact_path: 'gait-out/runpack_run_a.zip',
    session_chain_path: '',
    run_id: 'run_a',
    output_path: 'gait-out/capture.json',
  });

  test('is read as it was written, without empty fields', () => {
    const text = writeReceipt(receipt);
    expect(readReceipt(encoder.encode(text))).toEqual(receipt);
    expect(Object.keys(JSON.parse(text) as object)).toEqual([
      'schema_id',
      'schema_version',
      'ok',
      'from',
      'artifact_type',
      'artifact_path',
      'run_id',
      'output_path',
    ]);
  });

  test.each([
    'x',
    '[]',
    '{}',
    '{"schema_id":"gait.capture.receipt","schema_version":"2.0.0","artifact_path":"x"}',
    '{"schema_id":"gait.capture.receipt","schema_version":"1.0.0","artifact_path":" "}',
    '{"schema_id":"gait.capture.receipt","schema_version":"1.0.0","artifact_path":7}',
  ])('%s is none', (text) => {
    expect(readReceipt(encoder.encode(text))).toBeUndefined();
  });
});
