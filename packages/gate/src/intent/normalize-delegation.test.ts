import { expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { plainIntent } from '../testing/plain-intent.ts';
import { prepareIntent } from './prepare-intent.ts';

const delegation = (members: JsonObject) =>
  prepareIntent(plainIntent({ delegation: members })).intent.delegation;
const code = (members: JsonObject): string => codeOf(() => delegation(members));
const link = (from: string, to: string, members: JsonObject = {}): JsonObject => ({
  delegator_identity: from,
  delegate_identity: to,
  ...members,
});
const T1 = '2026-01-01T00:00:00Z';

test('a chain without a gap that ends at the requester is kept in its order', () => {
  const given = delegation({
    requester_identity: ' c ',
    scope_class: 'Deploy',
    token_refs: ['t2', 't1', 't2'],
    chain: [link('a', 'b '), link('b', 'c', { scope_class: 'READ', issued_at: T1 })],
  });
  expect(given?.requester_identity).toBe('c');
  expect(given?.scope_class).toBe('deploy');
  expect(given?.token_refs).toEqual(['t1', 't2']);
  expect(
    given?.chain?.map((l) => [l.delegator_identity, l.delegate_identity, l.scope_class]),
  ).toEqual([
    ['a', 'b', ''],
    ['b', 'c', 'read'],
  ]);
});

test.each<[string, JsonObject]>([
  ['no requester', { requester_identity: ' ' }],
  ['a link without delegate', { requester_identity: 'b', chain: [link('a', '')] }],
  ['a gap', { requester_identity: 'c', chain: [link('a', 'b'), link('x', 'c')] }],
  ['another end', { requester_identity: 'c', chain: [link('a', 'b')] }],
  ['no lifetime', { requester_identity: 'b', issued_at: T1, expires_at: T1 }],
  [
    'a link without lifetime',
    { requester_identity: 'b', chain: [link('a', 'b', { issued_at: T1, expires_at: T1 })] },
  ],
])('a delegation with %s is refused', (_what, members) => {
  expect(code(members)).toBe('intent_delegation');
});
