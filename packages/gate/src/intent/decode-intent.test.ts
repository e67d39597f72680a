import { expect, test } from 'bun:test';
import type { Json } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { decodeIntent } from './decode-intent.ts';

test('names match without regard to case, and unknown ones are ignored', () => {
  const intent = decodeIntent({
    TOOL_NAME: 'x',
    Args: { A: 1 },
    extra: true,
    context: { Identity: 'a', workspace: '.', risk_class: 'low' },
  });
  expect(intent.tool_name).toBe('x');
  expect(intent.args).toEqual({ A: 1 });
  expect(intent.context.identity).toBe('a');
});

test.each<[string, Json]>([
  ['at the top', { tool_name: 'x', Tool_Name: 'y' }],
  ['in the context', { context: { IDENTITY: 'a', identity: 'b' } }],
  ['in two foreign spellings', { Context: { IDENTITY: 'a', Identity: 'b' } }],
  ['in a target', { targets: [{ kind: 'path', VALUE: '/a', value: '/b' }] }],
  ['in a step', { script: { steps: [{ args: {}, ARGS: {} }] } }],
])('one field in two spellings is refused %s', (_where, json) => {
  expect(codeOf(() => decodeIntent(json))).toBe('intent_field_ambiguous');
});

test.each<[string, Json, string]>([
  ['a list', [], 'record_field_type'],
  ['a number as tool', { tool_name: 5 }, 'record_field_type'],
  ['a list as arguments', { args: [] }, 'record_field_type'],
  [
    'half a second as timeout',
    { context: { sandbox: { timeout_seconds: 0.5 } } },
    'record_field_type',
  ],
  ['a relationship of another shape', { relationship: { edges: 'x' } }, 'record_field_type'],
  ['a time that is none', { created_at: 'today' }, 'record_field_value'],
])('%s is refused', (_what, json, expected) => {
  expect(codeOf(() => decodeIntent(json))).toBe(expected);
});

test('null leaves a field unset', () => {
  const intent = decodeIntent({ args: null, script: null, targets: null, context: null });
  expect(intent.args).toBeNull();
  expect(intent.context.identity).toBe('');
});
