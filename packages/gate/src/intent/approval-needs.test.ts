import { expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { plainIntent } from '../testing/plain-intent.ts';
import { approvalNeeds } from './approval-needs.ts';
import { prepareIntent } from './prepare-intent.ts';

const needs = (members: JsonObject, context: JsonObject = {}) =>
  approvalNeeds(prepareIntent(plainIntent(members, context)).intent);
const TARGET = { kind: 'path', value: '/x', operation: 'delete' };

test('an approval names the tool, and destruction where something is destroyed', () => {
  expect(needs({}).scopes).toEqual(['tool:tool.x']);
  expect(needs({ targets: [TARGET] }).scopes).toEqual([
    'destructive:apply',
    'phase:apply',
    'tool:tool.x',
  ]);
  expect(needs({ targets: [TARGET] }, { phase: 'plan' }).scopes).toEqual(['tool:tool.x']);
});

test('targets and operations are those of the steps of a script', () => {
  expect(needs({})).toMatchObject({ targetCount: 0, opCount: 1 });
  const two = [TARGET, { kind: 'repo', value: 'r' }];
  expect(needs({ targets: two })).toMatchObject({ targetCount: 2, opCount: 2 });
  const step = { tool_name: 'x', args: {}, targets: [TARGET] };
  const script = { steps: [step, step, { tool_name: 'y', args: {} }] };
  expect(needs({ script })).toMatchObject({ targetCount: 2, opCount: 3 });
});
