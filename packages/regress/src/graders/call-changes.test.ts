import { describe, expect, test } from 'bun:test';
import { canonicalize, parseJson, type JsonObject } from '@gait/canon';
import { bytesSource, readRunpack, type Runpack } from '@gait/evidence';
import { makeRunpack, type RunShape } from '../testing/make-runpack.ts';
import { callChanges, describeCallChange } from './call-changes.ts';

const BOTH = ['intents.jsonl', 'results.jsonl'];
const read = (shape: RunShape = {}): Runpack => readRunpack(bytesSource(makeRunpack(shape)));

/** The second call with other fields. */
function second(file: string, fields: JsonObject): RunShape {
  return {
    change: (files) => {
      const [first = '', line = '{}'] = (files[file] ?? '').split('\n');
      files[file] =
        `${first}\n${canonicalize({ ...(parseJson(line) as JsonObject), ...fields })}\n`;
    },
  };
}

describe('calls that are not what was recorded', () => {
  test('are named with the fields that differ, digests by value and payloads by key', () => {
    const was = read(second('intents.jsonl', { args: { path: 'a', mode: 1 }, args_digest: 'aa' }));
    const is = read(second('intents.jsonl', { args: { path: 'b', mode: 1 }, args_digest: 'bb' }));
    expect(callChanges(was, is, BOTH)).toEqual([
      {
        intent_id: 'intent_2',
        tool: 'tool.write',
        record: 'intent',
        change: 'changed',
        fields: [{ field: 'args_digest', expected: 'aa', actual: 'bb' }, { field: 'args.path' }],
      },
    ]);
  });

  test('may differ in their result alone', () => {
    const is = read(second('results.jsonl', { status: 'error', result: { constructor: 1 } }));
    expect(callChanges(read(), is, BOTH)).toMatchObject([
      {
        intent_id: 'intent_2',
        record: 'result',
        fields: [
          { field: 'status', expected: 'ok', actual: 'error' },
          { field: 'result.constructor' },
        ],
      },
    ]);
    expect(callChanges(read(), is, ['intents.jsonl'])).toEqual([]);
  });

  test('may be missing or added', () => {
    const more = read({ tools: ['tool.read', 'tool.write', 'tool.x'] });
    expect(callChanges(read(), more, BOTH)).toEqual([
      { intent_id: 'intent_3', tool: 'tool.x', record: 'intent', change: 'added', fields: [] },
    ]);
    expect(callChanges(read(), more, ['results.jsonl'])).toMatchObject([
      { intent_id: 'intent_3', tool: 'tool.x', record: 'result', change: 'added' },
    ]);
    expect(callChanges(more, read(), BOTH).map(({ change }) => change)).toEqual(['missing']);
  });

  test('are none in a run of another id, time and version', () => {
    const later = read({ runId: 'run_b', createdAt: '2026-05-01T00:00:00Z' });
    expect(callChanges(read(), later, BOTH)).toEqual([]);
  });

  test('are told in one line each, digests shortened', () => {
    const is = read(
      second('results.jsonl', {
        status: 'error',
        result: { rows: 1 },
        result_digest: 'ab'.repeat(32),
      }),
    );
    const lines = callChanges(read(), is, BOTH).map(describeCallChange);
    expect(lines).toEqual([
      expect.stringMatching(
        /^intent_2 tool\.write: status ok → error, result_digest [0-9a-f]{8}… → abababab…, result\.rows$/u,
      ),
    ]);
    const fewer = callChanges(read(), read({ tools: ['tool.read'] }), BOTH).map(describeCallChange);
    expect(fewer).toEqual(['intent_2 tool.write: no such call any more']);
  });
});
