import { describe, expect, test } from 'bun:test';
import { CodedError, type ErrorCode } from '@gait/canon';
import { bytesSource } from '../zip/byte-source.ts';
import { readRunpack } from './read-runpack.ts';
import { recordRun, type RecordRunInput } from './record-run.ts';
import { encodeReduceReport, reportReduction } from './reduce-report.ts';
import { parseReducePredicate, reduceRunpack, type ReducePredicate } from './reduce-runpack.ts';
import type { Runpack } from './runpack-records.ts';
import {
  CREATED_AT,
  DEFAULTS,
  sampleIntent,
  sampleReceipt,
  sampleResult,
  sampleRun,
} from './testing/sample-run.ts';

const recorded = (over: Partial<RecordRunInput> = {}): Runpack =>
  readRunpack(bytesSource(recordRun(sampleRun(over), DEFAULTS).zip));

function reduced(original: Runpack, predicate: ReducePredicate): Runpack {
  return readRunpack(
    bytesSource(recordRun(reduceRunpack(original, predicate).input, DEFAULTS).zip),
  );
}

function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

describe('reducing a run', () => {
  test('keeps the first call, by id, that has no result', () => {
    const intents = ['c', 'b', 'a'].map((id) => sampleIntent(id, 't', {}));
    const kept = reduced(
      recorded({ intents, results: [sampleResult('a', 'ok', {})] }),
      'missing_result',
    );
    expect(kept.run.run_id).toBe('run_sample_reduced_missingresult');
    expect(kept.intents.map(({ intent_id, run_id }) => [intent_id, run_id])).toEqual([
      ['b', 'run_sample_reduced_missingresult'],
    ]);
    expect(kept.results).toEqual([]);
  });

  test('keeps the first result that is not ok', () => {
    const results = [
      sampleResult('intent_1', ' OK ', {}),
      sampleResult('intent_2', 'Success', { n: 1 }),
      sampleResult('intent_2', 'denied', { n: 2 }),
    ];
    const kept = reduced(recorded({ results }), 'non_ok_status');
    expect(kept.results.map(({ status }) => status)).toEqual(['denied']);
  });

  test('keeps receipts that the kept payloads refer to', () => {
    const intents = [
      sampleIntent('intent_1', 't', { Input_Ref: ' doc1 ', deep: [{ x: 'ref_2' }], other: 'doc3' }),
    ];
    const receipts = ['doc1', 'ref_2', 'doc3'].map((id) => sampleReceipt(id));
    const over = { intents, results: [], refs: { ...sampleRun().refs, receipts } };
    expect(
      reduced(recorded(over), 'missing_result').refs.receipts?.map(({ ref_id }) => ref_id),
    ).toEqual(['doc1', 'ref_2']);
    const byReference = recorded({ ...over, captureMode: 'reference' });
    expect(reduced(byReference, 'missing_result').refs).toMatchObject({
      receipts: [],
      context_ref_count: 3,
    });
  });

  test('keeps events of the run and of the kept call', () => {
    const event = (ref: string) => ({ event: 'e', ts: CREATED_AT, ref, relationship: null });
    const run = {
      ...sampleRun().run,
      run_id: 'mine',
      timeline: [event(''), event('intent_1'), event('intent_2')],
    };
    const kept = reduced(recorded({ run, results: [] }), 'missing_result');
    expect(kept.run.run_id).toBe('run_mine_reduced_missingresult');
    expect(kept.run.timeline?.map(({ ref }) => ref)).toEqual(['', 'intent_1']);
  });

  test('of a run in which nothing fits is refused', () => {
    expect(codeOf(() => reduceRunpack(recorded(), 'missing_result'))).toBe('reduce_not_triggered');
    expect(codeOf(() => reduceRunpack(recorded({ intents: [] }), 'non_ok_status'))).toBe(
      'reduce_not_triggered',
    );
  });

  test('is reported with counts before and after', () => {
    const original = recorded();
    const cut = reduceRunpack(original, 'non_ok_status');
    const kept = reduced(original, 'non_ok_status');
    const report = reportReduction(original, kept, cut, 'non_ok_status');
    expect(report).toMatchObject({
      run_id: 'run_sample',
      selected_intent_id: 'intent_2',
      original_intent_count: 2,
      reduced_intent_count: 1,
      original_ref_count: 1,
      reduced_ref_count: 0,
      still_failing: true,
    });
    expect(encodeReduceReport(report)).toStartWith(
      '{"schema_id":"gait.runpack.reduce_report","schema_version":"1.0.0"',
    );
    expect(codeOf(() => reportReduction(original, kept, cut, 'missing_result'))).toBe(
      'reduce_not_failing',
    );
  });

  test('knows two predicates', () => {
    expect(parseReducePredicate(' Missing_Result ')).toBe('missing_result');
    expect(codeOf(() => parseReducePredicate(''))).toBe('reduce_predicate_unknown');
  });
});
