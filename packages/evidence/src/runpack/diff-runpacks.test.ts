import { describe, expect, test } from 'bun:test';
import { CodedError } from '@gait/canon';
import { bytesSource } from '../zip/byte-source.ts';
import {
  diffRunpacks,
  isChanged,
  parseDiffPrivacy,
  type DiffPrivacy,
  type DiffSummary,
} from './diff-runpacks.ts';
import { readRunpack } from './read-runpack.ts';
import { recordRun, type RecordRunInput } from './record-run.ts';
import type { Runpack } from './runpack-records.ts';
import {
  DEFAULTS,
  sampleIntent,
  sampleReceipt,
  sampleRun,
  TEST_KEY,
} from './testing/sample-run.ts';

function recorded(over: Partial<RecordRunInput> = {}): Runpack {
  return readRunpack(bytesSource(recordRun(sampleRun(over), DEFAULTS).zip));
}

function diff(over: Partial<RecordRunInput>, privacy: DiffPrivacy = 'full'): DiffSummary {
  return diffRunpacks(recorded(), recorded(over), privacy).summary;
}

const refs = (...receipts: ReturnType<typeof sampleReceipt>[]) => ({
  refs: { ...sampleRun().refs, receipts },
});

describe('two runs', () => {
  test('that are one do not differ', () => {
    const summary = diff({ signingKey: TEST_KEY });
    expect(isChanged(summary)).toBe(false);
    expect(summary).toEqual({
      run_id_left: 'run_sample',
      run_id_right: 'run_sample',
      manifest_changed: false,
      intents_changed: false,
      results_changed: false,
      refs_changed: false,
      context_drift_classification: 'none',
    });
  });

  test('of other ids, times and producers that did the same do not differ', () => {
    const run = {
      ...sampleRun().run,
      run_id: 'run_b',
      created_at: '2026-05-05T05:05:05Z',
      producer_version: '9',
    };
    expect(isChanged(diff({ run }))).toBe(false);
  });

  test('differ in the calls they made', () => {
    const intents = [
      sampleIntent('intent_1', 'tool.read', { path: 'other' }),
      sampleIntent('intent_9', 't', {}),
    ];
    expect(diff({ intents })).toMatchObject({
      intents_changed: true,
      left_only_intents: ['intent_2'],
      right_only_intents: ['intent_9'],
      results_changed: false,
    });
  });

  test('compared by metadata do not differ in payloads', () => {
    const [first, second] = sampleRun().intents;
    const intents = [{ ...first, args: { path: 'z' }, args_digest: 'd' }, second].filter(
      (i) => i !== undefined,
    ) as RecordRunInput['intents'];
    const left = recorded({ intents });
    const right = recorded({
      intents: intents.map((intent) =>
        intent.args_digest === 'd' ? { ...intent, args: {} } : intent,
      ),
    });
    expect(diffRunpacks(left, right, 'full').summary.intents_changed).toBe(true);
    expect(diffRunpacks(left, right, 'metadata').summary.intents_changed).toBe(false);
  });

  test('captured in other modes differ in the manifest', () => {
    expect(diff({ captureMode: 'reference' })).toMatchObject({ manifest_changed: true });
  });
});

describe('context', () => {
  test('fetched later is runtime drift', () => {
    const summary = diff(refs(sampleReceipt('ref_1', { retrieved_at: '2027-01-01T00:00:00Z' })));
    expect(summary).toMatchObject({
      refs_changed: true,
      context_drift_classification: 'runtime_only',
      context_runtime_only_changes: true,
    });
  });

  test('with other content is semantic drift', () => {
    const summary = diff(refs(sampleReceipt('ref_1', { content_digest: 'f'.repeat(64) })));
    expect(summary).toMatchObject({ refs_changed: true, context_drift_classification: 'semantic' });
    expect(summary).not.toHaveProperty('context_runtime_only_changes');
  });

  test('of another run that was fetched later is semantic, since the whole record is compared', () => {
    const run = { ...sampleRun().run, run_id: 'run_b' };
    const later = refs(sampleReceipt('ref_1', { retrieved_at: '2027-01-01T00:00:00Z' }));
    expect(diff({ run, ...later }).context_drift_classification).toBe('semantic');
  });

  test('is only counted when metadata is compared', () => {
    const other = refs(sampleReceipt('ref_1', { content_digest: 'f'.repeat(64) }));
    expect(diff(other, 'metadata')).toMatchObject({
      refs_changed: false,
      context_drift_classification: 'none',
    });
    expect(diff(refs(), 'metadata').refs_changed).toBe(true);
  });
});

describe('the privacy mode', () => {
  test('is full or metadata', () => {
    expect(parseDiffPrivacy('')).toBe('full');
    expect(parseDiffPrivacy('metadata')).toBe('metadata');
    expect(() => parseDiffPrivacy('Full')).toThrow(CodedError);
  });
});
