import { expect, test } from 'bun:test';
import { parseRunInput, type StrayField } from './run-input.ts';
import { reviewRunInput } from './review-run-input.ts';

const read = (value: unknown, stray?: (field: StrayField) => void) =>
  parseRunInput(Buffer.from(JSON.stringify(value)), {}, stray);
const call = (intent_id: string, tool_name = 't') => ({ intent_id, tool_name, args: {} });
const answer = (intent_id: string) => ({ intent_id, status: 'ok', result: {} });

const RUN = { run_id: 'x', env: { runtime: 'my-agent' } };

test('nothing is remarked on a run whose calls are named and answered once', () => {
  const input = { run: RUN, intents: [call('a'), call('b')], results: [answer('a')] };
  expect(reviewRunInput(read(input))).toEqual([]);
});

test('a run without calls is remarked on', () => {
  expect(reviewRunInput(read({ run: RUN }))).toEqual([
    { code: 'no_calls', path: 'intents', intentId: '', more: 0 },
  ]);
});

test('of each kind the first place is named and the others are counted', () => {
  const input = {
    run: RUN,
    intents: [call('a', ' '), call('a', ''), call('b')],
    results: [answer('z'), answer('y'), answer('b'), answer('b')],
  };
  expect(reviewRunInput(read(input))).toEqual([
    { code: 'tool_unnamed', path: 'intents[0].tool_name', intentId: 'a', more: 1 },
    { code: 'intent_repeated', path: 'intents[1].intent_id', intentId: 'a', more: 1 },
    { code: 'result_unasked', path: 'results[0].intent_id', intentId: 'z', more: 1 },
  ]);
});

test('fields that are not recorded are told with those that would be', () => {
  const strays: StrayField[] = [];
  read({ RUN: {}, runs: {}, intents: [{ tool: 'x', args: { any: 1 } }] }, (f) => strays.push(f));
  expect(strays.map(({ path }) => path)).toEqual(['intents[0].tool', 'runs']);
  expect(strays[0]?.known).toContain('tool_name');
  expect(strays[1]?.known).toContain('run');
});

test('a field of the wrong type says where the fields are described', () => {
  expect(() => read({ intents: {} })).toThrow(
    expect.objectContaining({
      code: 'record_field_type',
      hint: '`gait run record --schema` describes every field',
    }),
  );
});

test('a run that does not say what ran the agent is remarked on', () => {
  const input = { run: { run_id: 'x', env: { os: 'linux' } }, intents: [call('a')] };
  expect(reviewRunInput(read(input))).toMatchObject([{ code: 'runtime_unnamed' }]);
});
