import { expect, test } from 'bun:test';
import { emptyRecord } from '@gait/canon';
import { onlyIdsDiffer } from './only-ids-differ.ts';
import { intentRecord } from './runpack-records.ts';

function run(...calls: readonly (readonly [id: string, tool: string, digest: string])[]) {
  return {
    intents: calls.map(([intent_id, tool_name, args_digest]) => ({
      ...emptyRecord(intentRecord),
      intent_id,
      tool_name,
      args_digest,
    })),
  };
}

const RECORDED = run(['call_1', 'fs.read', 'a'], ['call_2', 'fs.move', 'b']);

test('the same calls under ids that were made up anew differ in nothing else', () => {
  expect(onlyIdsDiffer(RECORDED, run(['x', 'fs.read', 'a'], ['y', 'fs.move', 'b']))).toBe(true);
});

test.each([
  ['equal runs', RECORDED],
  ['another tool', run(['x', 'fs.read', 'a'], ['y', 'fs.remove', 'b'])],
  ['other arguments', run(['x', 'fs.read', 'a'], ['y', 'fs.move', 'c'])],
  ['another order', run(['x', 'fs.move', 'b'], ['y', 'fs.read', 'a'])],
  ['one call less', run(['x', 'fs.read', 'a'])],
])('%s are not told to differ in ids only', (_, other) => {
  expect(onlyIdsDiffer(RECORDED, other)).toBe(false);
});
