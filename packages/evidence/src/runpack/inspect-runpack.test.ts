import { describe, expect, test } from 'bun:test';
import { bytesSource } from '../zip/byte-source.ts';
import { inspectRunpack } from './inspect-runpack.ts';
import { readRunpack } from './read-runpack.ts';
import { recordRun, type RecordRunInput } from './record-run.ts';
import { DEFAULTS, sampleResult, sampleRun } from './testing/sample-run.ts';

const inspect = (over: Partial<RecordRunInput> = {}) =>
  inspectRunpack(readRunpack(bytesSource(recordRun(sampleRun(over), DEFAULTS).zip)));

describe('inspecting a run', () => {
  test('lists calls in order with what came of them', () => {
    expect(inspect().entries).toMatchObject([
      {
        index: 1,
        intent_id: 'intent_1',
        tool_name: 'tool.read',
        outcome: { status: 'ok', verdict: 'allow' },
      },
      {
        index: 2,
        outcome: { status: 'error', verdict: 'block', reason_codes: ['a', 'rule'], violations: [] },
      },
    ]);
  });

  test('a call without result has no outcome', () => {
    expect(inspect({ results: [] }).entries.map(({ outcome }) => outcome)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('results nobody asked for are listed in order', () => {
    const results = [
      sampleResult('z', 'ok', {}),
      sampleResult('a', 'ok', { n: 2 }),
      sampleResult('a', 'ok', { n: 1 }),
    ];
    const { unmatchedResults, repeatedResults } = inspect({ results });
    expect(unmatchedResults.map(({ intent_id }) => intent_id)).toEqual(['a', 'a', 'z']);
    expect(repeatedResults).toEqual(['a']);
  });

  test('reads verdicts leniently: wrong types count as absent, one reason may be text', () => {
    const results = [
      sampleResult('intent_1', 'ok', {
        verdict: 7,
        reason_codes: ' one ',
        violations: ['b', 3, 'a', 'b', ' '],
      }),
    ];
    expect(inspect({ results }).entries[0]?.outcome).toMatchObject({
      verdict: '',
      reason_codes: ['one'],
      violations: ['a', 'b'],
    });
  });

  test('shows times in UTC', () => {
    const run = { ...sampleRun().run, created_at: '2026-03-01T11:15:00.5+02:00' };
    expect(inspect({ run }).entries[0]?.created_at).toBe('2026-03-01T09:15:00.5Z');
  });
});
