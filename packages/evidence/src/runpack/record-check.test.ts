import { expect, test } from 'bun:test';
import { emptyRecord, encodeRecord, type JsonObject } from '@gait/canon';
import { collectFindings } from '../verdict/findings.ts';
import { RecordCheck } from './record-check.ts';
import { callDigest } from './complete-digests.ts';
import { intentRecord, manifestRecord, receiptRecord, resultRecord } from './runpack-records.ts';
import { sampleIntent, sampleReceipt, sampleResult } from './testing/sample-run.ts';

function bytes(value: JsonObject): Uint8Array {
  return Buffer.from(JSON.stringify(value), 'utf8');
}

test('more receipts of traces than can be remembered are refused, not compared in part', () => {
  const findings = collectFindings('standard');
  const check = new RecordCheck(emptyRecord(manifestRecord), findings);
  const receipt = encodeRecord(
    receiptRecord,
    sampleReceipt('trace_NUMBER', { source_type: 'gait.trace' }),
  );
  const text = JSON.stringify(receipt);
  const read = (number: number): void =>
    check.element('refs.json', 'receipts', Buffer.from(text.replace('NUMBER', String(number))));
  for (let number = 0; number < 200_000; number++) read(number);
  read(7);
  expect(findings.refusals).toEqual([]);
  read(200_000);
  expect(findings.refusals.map(({ code, entry }) => ({ code, entry }))).toEqual([
    { code: 'runpack_document_size', entry: 'refs.json' },
  ]);
  expect(check.facts.receipts).toBe(200_002);
  // Two hundred thousand records take seconds on a machine that does other things too.
}, 60_000);

test('of two results of one call the last one is what its receipt must fit', () => {
  const intent = { ...sampleIntent('call_1', 'tool.read', null), args_digest: 'c'.repeat(64) };
  const verdicts = ['d', 'e'].map((last) => {
    const findings = collectFindings('standard');
    const check = new RecordCheck(emptyRecord(manifestRecord), findings);
    const receipt = sampleReceipt('trace_call_1', {
      source_type: 'gait.trace',
      query_digest: callDigest(intent),
      content_digest: 'e'.repeat(64),
    });
    check.element('refs.json', 'receipts', bytes(encodeRecord(receiptRecord, receipt)));
    check.intent(bytes(encodeRecord(intentRecord, intent)), 1);
    for (const [line, digit] of [last === 'd' ? 'e' : 'd', last].entries()) {
      const result = { ...sampleResult('call_1', 'ok', null), result_digest: digit.repeat(64) };
      check.result(bytes(encodeRecord(resultRecord, result)), line + 1);
    }
    check.finish();
    return findings.refusals.some(({ code }) => code === 'runpack_receipt_unlinked');
  });
  expect(verdicts).toEqual([true, false]);
});
