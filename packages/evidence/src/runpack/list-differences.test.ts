import { describe, expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { bytesSource } from '../zip/byte-source.ts';
import { diffRunpacks } from './diff-runpacks.ts';
import { listDifferences } from './list-differences.ts';
import { readRunpack } from './read-runpack.ts';
import { recordRun, type RecordRunInput } from './record-run.ts';
import type { Runpack } from './runpack-records.ts';
import { DEFAULTS, sampleIntent, sampleResult, sampleRun } from './testing/sample-run.ts';

const run = (over: Partial<RecordRunInput>): Runpack =>
  readRunpack(bytesSource(recordRun(sampleRun(over), DEFAULTS).zip));
const calls = (args: JsonObject, tool = 't', ids = ['a', 'b']): Partial<RecordRunInput> => ({
  intents: ids.map((id) => sampleIntent(id, tool, args)),
});
const results = (status: string, verdict: string, ids = ['a', 'b']): Partial<RecordRunInput> => ({
  results: ids.map((id) => sampleResult(id, status, { verdict })),
});

describe('the calls that differ', () => {
  test('are none between a run and itself', () => {
    expect(listDifferences(run({}), run({}), 'full')).toEqual([]);
  });

  test('are named with their tool, and with every field that differs', () => {
    const left = run({ ...calls({ x: 1 }), ...results('ok', 'allow') });
    const right = run({
      intents: [sampleIntent('a', 't', { x: 2 }), sampleIntent('b', 'u', { x: 1 })],
      results: [
        sampleResult('a', 'ok', { verdict: 'allow' }),
        sampleResult('b', 'error', { verdict: 'block' }),
      ],
    });
    const found = listDifferences(left, right, 'full');
    expect(found.map(({ intent_id, tool_name, change }) => [intent_id, tool_name, change])).toEqual(
      [
        ['a', 't', 'changed'],
        ['b', 't', 'changed'],
      ],
    );
    expect(found[0]?.fields?.map(({ field }) => field)).toEqual(['args_digest', 'args']);
    expect(found[1]?.fields?.map(({ field }) => field)).toEqual([
      'tool_name',
      'status',
      'result_digest',
      'result',
      'verdict',
    ]);
    expect(found[1]?.fields).toContainEqual({ field: 'tool_name', left: 't', right: 'u' });
    expect(found[1]?.fields).toContainEqual({ field: 'verdict', left: 'allow', right: 'block' });
  });

  test('never carry a payload', () => {
    const found = listDifferences(run(calls({ secret: 'hunter2' })), run(calls({})), 'full');
    expect(found).not.toBeEmpty();
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  test('may be in one run only, as a whole or by their result', () => {
    const left = run({ ...calls({}, 't', ['a', 'b']), ...results('ok', '', ['a', 'b']) });
    const right = run({ ...calls({}, 't', ['b', 'c']), ...results('ok', '', ['c']) });
    expect(listDifferences(left, right, 'full')).toEqual([
      { intent_id: 'a', tool_name: 't', change: 'left_only' },
      {
        intent_id: 'b',
        tool_name: 't',
        change: 'changed',
        fields: [{ field: 'result', left: 'present', right: 'absent' }],
      },
      { intent_id: 'c', tool_name: 't', change: 'right_only' },
    ]);
  });

  test('may be results that no call asked for', () => {
    const left = run({ ...calls({}, 't', ['a']), ...results('ok', '', ['a', 'z']) });
    const right = run({ ...calls({}, 't', ['a']), ...results('ok', '', ['a']) });
    expect(listDifferences(left, right, 'full')).toEqual([
      { intent_id: 'z', tool_name: '', result_only: true, change: 'left_only' },
    ]);
  });

  test('are told exactly when the summary says that something changed', () => {
    const runs = [
      run({}),
      run(calls({ x: 1 })),
      run(results('error', 'block')),
      run({ ...calls({ x: 1 }), ...results('ok', 'allow', ['b']), captureMode: 'reference' }),
    ];
    for (const privacy of ['full', 'metadata'] as const)
      for (const left of runs)
        for (const right of runs) {
          const { summary } = diffRunpacks(left, right, privacy);
          expect(listDifferences(left, right, privacy).length > 0).toBe(
            summary.intents_changed || summary.results_changed,
          );
        }
  });
});
