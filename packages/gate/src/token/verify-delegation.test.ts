import { describe, expect, test } from 'bun:test';
import { singleKey, type Json, type JsonObject } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { signToken } from './sign-token.ts';
import {
  ALICE,
  ASK_DELEGATION as ASK,
  BOB,
  delegation,
  HOUR,
  INTENT,
  NOW,
  POLICY,
  readD as read,
  trustOf,
} from './testing/sample-tokens.ts';
import { delegationTokenRecord } from './token-record.ts';
import {
  verifyDelegation,
  type DelegationCode,
  type DelegationQuestion,
} from './verify-delegation.ts';

function judge(
  token: Parameters<typeof verifyDelegation>[0],
  change: Partial<DelegationQuestion> = {},
): DelegationCode | 'ok' {
  const verdict = verifyDelegation(token, { ...ASK, ...change });
  return verdict.ok ? 'ok' : verdict.code;
}

test('a delegation for these two and this scope counts', () => {
  expect(verifyDelegation(read(delegation()), ASK)).toMatchObject({
    ok: true,
    keyId: ALICE.key.keyId,
  });
});

test.each<[string, DelegationCode, Partial<DelegationQuestion>]>([
  ['another delegator', 'delegation_token_delegator_mismatch', { delegator: 'bob' }],
  ['another delegate', 'delegation_token_delegate_mismatch', { delegate: 'eve' }],
  ['the moment it expires', 'delegation_token_expired', { now: NOW + HOUR }],
  ['a scope it lacks', 'delegation_token_scope_mismatch', { scopes: ['admin'] }],
  ['another key', 'delegation_token_signature_invalid', { keys: singleKey(BOB.key.publicKey) }],
  ['no key', 'delegation_token_signature_invalid', { keys: undefined }],
])('a delegation does not count for %s', (_, code, change) => {
  expect(judge(read(delegation()), change)).toBe(code);
});

test('digests are compared only where the token has them', () => {
  const free = { intentDigest: 'c'.repeat(64), policyDigest: 'd'.repeat(64) };
  expect(judge(read(delegation()), free)).toBe('ok');
  const bound = read(delegation({ intentDigest: INTENT, policyDigest: POLICY }));
  expect(judge(bound)).toBe('ok');
  expect(judge(bound, free)).toBe('delegation_token_intent_mismatch');
  expect(judge(bound, { policyDigest: 'd'.repeat(64) })).toBe('delegation_token_policy_mismatch');
});

test('one of the scopes suffices; the class and * count as scopes', () => {
  expect(judge(read(delegation()), { scopes: ['admin', 'WRITE'] })).toBe('ok');
  expect(judge(read(delegation({ scopeClass: 'Admin' })), { scopes: ['admin'] })).toBe('ok');
  expect(judge(read(delegation({ scope: ['*'] })), { scopes: ['x'] })).toBe('ok');
  expect(judge(read(delegation()), { scopes: [] })).toBe('ok');
});

describe('tampering', () => {
  const base = delegation({ intentDigest: INTENT, policyDigest: POLICY, scopeClass: 'c' });
  test.each<[string, Json]>([
    ['created_at', '2026-01-01T00:00:00Z'],
    ['producer_version', 'x'],
    ['token_id', 'x'],
    ['delegator_identity', 'bob'],
    ['delegate_identity', 'eve'],
    ['scope', ['*']],
    ['scope_class', 'admin'],
    ['intent_digest', ''],
    ['policy_digest', null],
    ['expires_at', '2099-01-01T00:00:00Z'],
  ])('a changed %s breaks the signature', (field, value) => {
    expect(judge(read(base, { [field]: value }))).toBe('delegation_token_signature_invalid');
  });

  test.each<[string, JsonObject]>([
    ['schema_id', { schema_id: 'x' }],
    ['schema_version', { schema_version: '2.0.0' }],
    ['token_id', { token_id: '' }],
    ['delegator_identity', { delegator_identity: '' }],
    ['delegate_identity', { delegate_identity: ' ' }],
    ['scope', { scope: [] }],
    ['intent_digest', { intent_digest: 'x' }],
    ['policy_digest', { policy_digest: 'x' }],
    ['created_at', { created_at: null }],
    ['expires_at', { expires_at: null }],
  ])('a wrong %s is invalid', (_, change) => {
    expect(judge(read(base, change))).toBe('delegation_token_invalid');
  });

  test('an unsigned token and an empty signature are told apart', () => {
    expect(judge(read(base, { signature: null }))).toBe('delegation_token_signature_missing');
    expect(judge(read(base, { signature: {} }))).toBe('delegation_token_signature_invalid');
  });

  test('a field outside the signature is refused, and read over as in the reference', () => {
    expect(judge(read(base, { note: 1 }))).toBe('delegation_token_unknown_field');
    expect(judge(read(base, { note: 1 }), { profile: 'compat' })).toBe('ok');
  });
});

test('with a trust file nobody delegates in the name of another', () => {
  const keys = trustOf([ALICE, BOB]);
  const forged = signToken(
    delegationTokenRecord,
    { ...delegation({}, BOB), delegator_identity: 'alice' },
    BOB.key,
  );
  expect(judge(read(delegation()), { keys })).toBe('ok');
  expect(judge(read(forged), { keys })).toBe('delegation_token_identity_mismatch');
  expect(judge(read(delegation()), { keys: trustOf([ALICE], { roles: ['approver'] }) })).toBe(
    'delegation_token_signature_invalid',
  );
});

test('a withdrawn delegation does not count', () => {
  const token = delegation();
  const revoked = { tokenIds: new Set([token.token_id]) };
  expect(judge(read(token), { revoked })).toBe('delegation_token_revoked');
});

test.each([
  { delegatorIdentity: '' },
  { delegateIdentity: ' ' },
  { scope: [''] },
  { intentDigest: 'x' },
  { policyDigest: 'x' },
  { ttl: 0n },
])('a delegation like %p is not signed', (change) => {
  expect(codeOf(() => delegation(change))).toBe('token_request_invalid');
});
