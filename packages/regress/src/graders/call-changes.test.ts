import { describe, expect, test } from 'bun:test';
import { canonicalize, parseJson, type JsonObject } from '@gait/canon';
import { bytesSource, readRunpack, type Runpack } from '@gait/evidence';
import { makeRunpack, type RunShape } from '../testing/make-runpack.ts';
import { callChanges } from './call-changes.ts';

const BOTH = ['intents.jsonl', 'results.jsonl'];
const read = (shape: RunShape = {}): Runpack => readRunpack(bytesSource(makeRunpack(shape)));

/** The second call with other fields. */
function second(file: string, fields: JsonObject): RunShape {
  return {
    change: (files) => {
      const [first = '', line = '{}'] = (files[file] ?? '').split('\n');
      files[file] = `${first}\n${canonicalize({ ...(parseJson(line) as JsonObject), ...fields })}\n`;
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
        fields: [
          { field: 'args_digest', expected: 'aa', actual: 'bb' },
          { field: 'args.path' },
        ],
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
      { intent_id: 'intent_3', tool: 'tool.x', record: 'result', change: 'added', fields: [] },
    ]);
    expect(callChanges(more, read(), BOTH).map(({ change }) => change)).toEqual([
      'missing',
      'missing',
    ]);
  });

  test('are none in a run of another id, time and version', () => {
    const later = read({ runId: 'run_b', createdAt: '2026-05-01T00:00:00Z' });
    expect(callChanges(read(), later, BOTH)).toEqual([]);
  });
});
