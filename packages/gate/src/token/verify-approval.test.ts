import { describe, expect, test } from 'bun:test';
import { singleKey, type Json, type JsonObject } from '@gait/canon';
import type { Profile } from '../intent/strictness.ts';
import { mintDenial } from './mint-approval.ts';
import {
  ALICE,
  approval,
  ASK,
  BOB,
  HOUR,
  INTENT,
  NOW,
  read,
  resigned,
  trustOf,
} from './testing/sample-tokens.ts';
import {
  spendKey,
  verifyApproval,
  verifyDenial,
  type ApprovalCode,
  type ApprovalQuestion,
} from './verify-approval.ts';

const NONCE = new Uint8Array(16).fill(7);

function codeOf(
  token: Parameters<typeof verifyApproval>[0],
  change: Partial<ApprovalQuestion> = {},
): ApprovalCode | 'ok' {
  const verdict = verifyApproval(token, { ...ASK, ...change });
  return verdict.ok ? 'ok' : verdict.code;
}

test('an approval of exactly this action counts, with the key that signed it', () => {
  expect(verifyApproval(read(approval()), ASK)).toMatchObject({
    ok: true,
    keyId: ALICE.key.keyId,
    nonce: '',
  });
});

test.each<[string, ApprovalCode, Partial<ApprovalQuestion>]>([
  ['another intent', 'approval_token_intent_mismatch', { intentDigest: 'c'.repeat(64) }],
  ['no intent at all', 'approval_token_intent_mismatch', { intentDigest: '' }],
  ['another policy', 'approval_token_policy_mismatch', { policyDigest: 'c'.repeat(64) }],
  [
    'a delegation it does not name',
    'approval_token_delegation_binding_mismatch',
    { delegationBindingDigest: 'c'.repeat(64) },
  ],
  ['the moment it expires', 'approval_token_expired', { now: NOW + HOUR }],
  [
    'a scope it lacks',
    'approval_token_scope_mismatch',
    { scopes: ['tool:tool.write', 'phase:apply'] },
  ],
  ['another key', 'approval_token_signature_invalid', { keys: singleKey(BOB.key.publicKey) }],
  ['no key', 'approval_token_signature_invalid', { keys: undefined }],
  ['an empty trust file', 'approval_token_signature_invalid', { keys: { keys: [] } }],
])('an approval does not count for %s', (_, code, change) => {
  expect(codeOf(read(approval()), change)).toBe(code);
});

test('limits of targets and operations are the most that may be there', () => {
  const limited = read(approval({ maxTargets: 2, maxOps: 3 }));
  expect(codeOf(limited, { targetCount: 2, opCount: 3 })).toBe('ok');
  expect(codeOf(limited, { targetCount: 3, opCount: 3 })).toBe(
    'approval_token_max_targets_exceeded',
  );
  expect(codeOf(limited, { targetCount: 2, opCount: 4 })).toBe('approval_token_max_ops_exceeded');
});

test('the delegation binding is compared only for an intent with a delegation', () => {
  const bound = read(approval({ delegationBindingDigest: 'd'.repeat(64) }));
  expect(codeOf(bound)).toBe('ok');
  expect(codeOf(bound, { delegationBindingDigest: 'D'.repeat(64) })).toBe('ok');
});

test('the scope * covers every scope', () => {
  expect(codeOf(read(approval({ scope: ['*'] })), { scopes: ['tool:x', 'phase:apply'] })).toBe(
    'ok',
  );
});

describe('structure', () => {
  test.each<[string, JsonObject]>([
    ['schema_id', { schema_id: 'gait.gate.delegation_token' }],
    ['schema_version', { schema_version: '1.0.1' }],
    ['token_id', { token_id: ' ' }],
    ['approver_identity', { approver_identity: '' }],
    ['reason_code', { reason_code: '\u00a0' }],
    ['intent_digest', { intent_digest: 'xyz' }],
    ['policy_digest', { policy_digest: null }],
    ['delegation_binding_digest', { delegation_binding_digest: 'x' }],
    ['scope', { scope: [' '] }],
    ['scope of null', { scope: null }],
    ['max_targets', { max_targets: -1 }],
    ['max_ops', { max_ops: -1 }],
    ['created_at', { created_at: null }],
    ['expires_at', { expires_at: '0001-01-01T00:00:00Z' }],
  ])('a token with a wrong %s is invalid before its signature is looked at', (_, change) => {
    expect(codeOf(read(approval(), { ...change, signature: null }))).toBe('approval_token_invalid');
  });

  test('an empty schema id and version stand for those of an approval', () => {
    expect(codeOf(read(approval(), { schema_id: '', schema_version: '' }))).toBe('ok');
  });
});

describe('tampering', () => {
  const base = approval({
    nonce: NONCE,
    maxTargets: 1,
    maxOps: 1,
    delegationBindingDigest: INTENT,
  });
  test.each<[string, Json]>([
    ['created_at', '2026-01-01T00:00:00Z'],
    ['producer_version', 'other'],
    ['token_id', 'other'],
    ['approver_identity', 'bob'],
    ['reason_code', 'other'],
    ['intent_digest', 'c'.repeat(64)],
    ['policy_digest', 'c'.repeat(64)],
    ['delegation_binding_digest', 'c'.repeat(64)],
    ['scope', ['*']],
    ['max_targets', 0],
    ['max_ops', 9],
    ['expires_at', '2099-01-01T00:00:00Z'],
    ['expires_at', '2026-06-03T15:00:00+02:00'],
  ])('a changed %s breaks the signature', (field, value) => {
    expect(codeOf(read(base, { [field]: value }))).toBe('approval_token_signature_invalid');
  });

  test('a nonce taken out of the scope breaks the signature', () => {
    expect(codeOf(read(base, { scope: ['tool:tool.write'] }))).toBe(
      'approval_token_signature_invalid',
    );
  });

  test('an unsigned token and an empty signature are told apart', () => {
    expect(codeOf(read(base, { signature: null }))).toBe('approval_token_signature_missing');
    expect(codeOf(read(base, { signature: {} }))).toBe('approval_token_signature_invalid');
  });

  test.each<[string, JsonObject]>([
    ['alg', { alg: 'none' }],
    ['key_id', { key_id: BOB.key.keyId }],
    ['sig', { sig: Buffer.alloc(64).toString('base64') }],
    ['sig of another length', { sig: 'AA==' }],
    ['sig that is not base64', { sig: '!' }],
    ['signed_digest', { signed_digest: INTENT }],
    ['signed_digest taken out', { signed_digest: '' }],
  ])('a changed %s of the signature fails', (_, change) => {
    const signature = { ...base.signature, ...change } as JsonObject;
    expect(codeOf(read(base, { signature }))).toBe('approval_token_signature_invalid');
  });
});

test('what the signature does not depend on may be written otherwise', () => {
  const base = approval({ scope: ['b', 'tool:tool.write'] });
  for (const change of [
    { scope: ['TOOL:tool.write', ' b ', 'b', ''] },
    { approver_identity: ' alice ' },
    { intent_digest: INTENT.toUpperCase() },
    { expires_at: base.expires_at.replace('Z', '.000+00:00') },
  ])
    expect(codeOf(read(base, change))).toBe('ok');
});

describe('fields outside the signature', () => {
  test.each<[string, JsonObject]>([
    ['an unknown field', { note: 'x' }],
    ['another spelling', { Max_Ops: 0 }],
  ])('%s is refused in standard and strict, and read over as in the reference', (_, change) => {
    const token = read(approval({ nonce: NONCE }), change);
    const by = (profile: Profile) => codeOf(token, { profile });
    expect(by('standard')).toBe('approval_token_unknown_field');
    expect(by('strict')).toBe('approval_token_unknown_field');
    expect(by('compat')).toBe('ok');
    expect(by('oss-prod')).toBe('ok');
  });
});

describe('the key', () => {
  const keys = trustOf([ALICE, BOB]);
  test('must belong to the person the token names', () => {
    expect(codeOf(read(approval({}, BOB)), { keys })).toBe('ok');
    expect(codeOf(read(approval({ approverIdentity: 'alice' }, BOB)), { keys })).toBe(
      'approval_token_identity_mismatch',
    );
  });

  test.each<[string, JsonObject]>([
    ['in another role', { roles: ['trace', 'delegator'] }],
    ['not valid yet', { valid_from: '2026-06-03T12:00:01Z' }],
    ['not valid any more', { valid_until: '2026-06-03T12:00:00Z' }],
    ['retired', { revoked: { at: '2026-06-03T11:00:00Z', reason: 'retired' } }],
    ['stolen', { revoked: { at: '2099-01-01T00:00:00Z', reason: 'key_compromise' } }],
  ])('does not count when it is %s now', (_, change) => {
    expect(codeOf(read(approval()), { keys: trustOf([ALICE], change) })).toBe(
      'approval_token_signature_invalid',
    );
  });

  test('a key retired since cannot excuse itself by an early created_at', () => {
    const retired = { revoked: { at: '2026-06-03T11:00:00Z', reason: 'retired' } };
    const early = resigned({ created_at: '2026-06-03T10:00:00Z' });
    expect(codeOf(early, { keys: trustOf([ALICE], retired) })).toBe(
      'approval_token_signature_invalid',
    );
  });
});

describe('what is new', () => {
  test('a withdrawn token does not count', () => {
    const token = approval();
    const revoked = { tokenIds: new Set([token.token_id]) };
    expect(codeOf(read(token), { revoked })).toBe('approval_token_revoked');
  });

  test('a token does not count before its time', () => {
    const later = read(approval({ notBefore: NOW + 1n }));
    expect(codeOf(later)).toBe('approval_token_not_yet_valid');
    expect(codeOf(later, { now: NOW + 1n })).toBe('ok');
  });

  test('a use the ledger knows is refused in every profile', () => {
    const token = read(approval({ nonce: NONCE }));
    const spent = new Set([spendKey(ALICE.key.keyId, '07'.repeat(16))]);
    for (const profile of ['standard', 'compat', 'strict', 'oss-prod'] as const)
      expect(codeOf(token, { spent, profile })).toBe('approval_token_already_used');
  });

  test('another key cannot use up a nonce it learned of', () => {
    const spent = new Set([spendKey(BOB.key.keyId, '07'.repeat(16))]);
    expect(codeOf(read(approval({ nonce: NONCE })), { spent })).toBe('ok');
  });

  test('a token without a nonce counts in standard and compat, not in strict', () => {
    const token = read(approval());
    expect(codeOf(token, { profile: 'standard' })).toBe('ok');
    expect(codeOf(token, { profile: 'compat' })).toBe('ok');
    expect(codeOf(token, { profile: 'strict' })).toBe('approval_token_nonce_missing');
  });

  test.each(['nonce:', 'nonce:zz', `nonce:${'0'.repeat(31)}`, 'not_before:soon'])(
    'the unreadable claim %s makes a signed token invalid',
    (claim) => {
      expect(codeOf(resigned({ scope: [claim, 'tool:tool.write'] }))).toBe(
        'approval_token_invalid',
      );
    },
  );

  test('two nonces are none', () => {
    const scope = [`nonce:${'0'.repeat(32)}`, `nonce:${'1'.repeat(32)}`, 'tool:tool.write'];
    expect(codeOf(resigned({ scope }))).toBe('approval_token_invalid');
  });

  test('nobody approves his own action under strict', () => {
    const token = read(approval({ nonce: NONCE }));
    expect(codeOf(token, { profile: 'strict', requesters: ['alice'] })).toBe(
      'approval_token_self_approved',
    );
    expect(codeOf(token, { requesters: ['alice'] })).toBe('ok');
  });

  test('a token from the future does not count under strict', () => {
    const token = read(approval({ nonce: NONCE, now: NOW + HOUR }));
    expect(codeOf(token, { profile: 'strict' })).toBe('approval_token_not_yet_valid');
  });
});

test('a denial is no approval, and an approval no denial', () => {
  const denial = read(
    mintDenial(
      {
        approverIdentity: 'alice',
        reasonCode: 'no',
        intentDigest: INTENT,
        policyDigest: ASK.policyDigest,
        scope: ['x'],
        now: NOW,
        ttl: HOUR,
        producerVersion: 'test',
      },
      ALICE.key,
    ),
  );
  expect(codeOf(denial)).toBe('approval_token_invalid');
  expect(verifyDenial(denial, ASK).ok).toBe(true);
  expect(verifyDenial(read(approval()), ASK).ok).toBe(false);
});

test('an approval turned into a denial, or back, does not verify', () => {
  const turned = read(approval(), { schema_id: 'gait.gate.denial_token' });
  expect(verifyDenial(turned, ASK)).toMatchObject({
    ok: false,
    code: 'approval_token_signature_invalid',
  });
});
