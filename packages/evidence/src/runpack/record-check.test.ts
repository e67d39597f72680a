import { expect, test } from 'bun:test';
import { emptyRecord, encodeRecord } from '@gait/canon';
import { collectFindings } from '../verdict/findings.ts';
import { RecordCheck } from './record-check.ts';
import { manifestRecord, receiptRecord } from './runpack-records.ts';
import { sampleReceipt } from './testing/sample-run.ts';

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
});
