import { describe, expect, test } from 'bun:test';
import {
  checkApprovals,
  type ApprovalsQuestion,
  type ApprovalsVerdict,
} from './check-approvals.ts';
import { mintDenial } from './mint-approval.ts';
import {
  ALICE,
  approval,
  ASK,
  BOB,
  HOUR,
  INTENT,
  NOW,
  person,
  POLICY,
  read,
  trustOf,
} from './testing/sample-tokens.ts';

const nonce = (fill: number) => new Uint8Array(16).fill(fill);
const check = (
  tokens: Parameters<typeof checkApprovals>[0],
  change: Partial<ApprovalsQuestion> = {},
): ApprovalsVerdict => checkApprovals(tokens, { ...ASK, ...change });

const denial = (change = {}, by = ALICE) =>
  read(
    mintDenial(
      {
        approverIdentity: by.name,
        reasonCode: 'too_risky',
        intentDigest: INTENT,
        policyDigest: POLICY,
        scope: ['tool:tool.write'],
        now: NOW,
        ttl: HOUR,
        producerVersion: 'test',
        ...change,
      },
      by.key,
    ),
  );

describe('pending, granted, denied and expired are different answers', () => {
  test('nobody answered', () => {
    expect(check([])).toMatchObject({
      status: 'pending',
      verdict: 'require_approval',
      reasonCodes: ['approval_token_missing'],
      violations: ['approval_not_granted'],
      entries: [],
      uses: [],
    });
  });

  test('granted', () => {
    const token = approval();
    expect(check([read(token)])).toMatchObject({
      status: 'granted',
      verdict: 'allow',
      reasonCodes: ['approval_granted'],
      violations: [],
      approvalRef: token.token_id,
      valid: 1,
      uses: [],
    });
  });

  test('denied, whatever else was approved', () => {
    expect(check([read(approval()), denial({}, ALICE)])).toMatchObject({
      status: 'denied',
      verdict: 'block',
      reasonCodes: ['approval_denied'],
      violations: ['approval_denied'],
      approvalRef: '',
      valid: 1,
      uses: [],
    });
  });

  test('expired', () => {
    expect(check([read(approval())], { now: NOW + HOUR })).toMatchObject({
      status: 'expired',
      verdict: 'require_approval',
      reasonCodes: ['approval_chain_insufficient', 'approval_token_expired'],
    });
  });

  test('refused for another reason', () => {
    expect(check([read(approval())], { scopes: ['x'] })).toMatchObject({
      status: 'insufficient',
      reasonCodes: ['approval_chain_insufficient', 'approval_token_scope_mismatch'],
    });
  });
});

describe('a denial refuses only', () => {
  test('the action it names', () => {
    const other = denial({ intentDigest: 'c'.repeat(64) });
    expect(check([read(approval()), other]).status).toBe('granted');
  });

  test('until it expires', () => {
    expect(check([denial()], { now: NOW + HOUR })).toMatchObject({
      status: 'pending',
      reasonCodes: ['approval_token_missing'],
      entries: [],
    });
  });

  test('when an approver signed it', () => {
    const mallory = person('mallory');
    const verdict = check([read(approval()), denial({}, mallory)]);
    expect(verdict).toMatchObject({ status: 'granted', reasonCodes: ['approval_granted'] });
    expect(verdict.entries[1]).toMatchObject({
      valid: false,
      error_code: 'approval_token_signature_invalid',
    });
  });

  test('when the key is that of the person it names', () => {
    const forged = denial({ approverIdentity: 'bob' }, ALICE);
    expect(check([read(approval()), forged], { keys: trustOf([ALICE, BOB]) }).status).toBe(
      'granted',
    );
  });
});

describe('two approvers', () => {
  const two: Partial<ApprovalsQuestion> = { required: 2, distinct: true };
  const named = (name: string, by = ALICE) => read(approval({ approverIdentity: name }, by));

  test('one approval is too few', () => {
    expect(check([named('alice')], two)).toMatchObject({
      verdict: 'require_approval',
      reasonCodes: ['approval_chain_insufficient', 'approval_distinct_approvers_required'],
    });
  });

  test('two approvals of one name are one approver', () => {
    const again = read(approval({ reasonCode: 'again' }));
    expect(check([named('alice'), again], two).reasonCodes).toEqual([
      'approval_distinct_approvers_required',
    ]);
  });

  test('with one key for all, names count in standard as in the reference, not in strict', () => {
    const tokens = [
      read(approval({ nonce: nonce(1) })),
      read(approval({ nonce: nonce(2), approverIdentity: 'bob' })),
    ];
    expect(check(tokens, two).status).toBe('granted');
    expect(check(tokens, { ...two, profile: 'strict' }).reasonCodes).toEqual([
      'approval_distinct_keys_required',
    ]);
  });

  test('with a trust file the holder of one key is one approver in every profile', () => {
    const keys = trustOf([ALICE, BOB]);
    const forged = [named('alice'), named('bob', ALICE)];
    for (const profile of ['standard', 'compat', 'oss-prod'] as const) {
      const verdict = check(forged, { ...two, keys, profile });
      expect(verdict.verdict).toBe('require_approval');
      expect(verdict.reasonCodes).toContain('approval_token_identity_mismatch');
    }
    const honest = [read(approval({ nonce: nonce(1) })), read(approval({ nonce: nonce(2) }, BOB))];
    expect(check(honest, { ...two, keys, profile: 'strict' }).status).toBe('granted');
  });
});

describe('uses', () => {
  test('each token that works once is to be spent, with what the ledger needs', () => {
    const token = approval({ nonce: nonce(5) });
    expect(check([read(token)]).uses).toEqual([
      {
        use: `${ALICE.key.keyId}:${'05'.repeat(16)}`,
        tokenId: token.token_id,
        expiresAt: token.expires_at,
      },
    ]);
  });

  test('the same token brought twice counts once', () => {
    const token = read(approval({ nonce: nonce(5) }));
    const verdict = check([token, token], { required: 2 });
    expect(verdict.valid).toBe(1);
    expect(verdict.reasonCodes).toContain('approval_token_already_used');
  });
});

test('entries say what each token said and why it did not count', () => {
  const token = approval({ scope: ['B', 'a'] });
  expect(check([read(token, { scope: ['B', ' a'] })], { scopes: ['x'] }).entries).toEqual([
    {
      token_id: token.token_id,
      approver_identity: 'alice',
      reason_code: 'change_ok',
      scope: ['B', 'a'],
      expires_at: '2026-06-03T13:00:00Z',
      valid: false,
      error_code: 'approval_token_scope_mismatch',
    },
  ]);
});

test('fewer than one required approval means one', () => {
  expect(check([], { required: 0 }).verdict).toBe('require_approval');
  expect(check([read(approval())], { required: -1 })).toMatchObject({
    required: 1,
    verdict: 'allow',
  });
});

test('a token by a key that is no approver’s is told apart from one with a wrong signature', () => {
  const token = approval({}, BOB);
  const known = trustOf([ALICE, person('carol')]);
  const stranger = { tokenId: token.token_id, keyId: BOB.key.keyId };
  expect(check([read(token)], { keys: known })).toMatchObject({
    reasonCodes: ['approval_chain_insufficient', 'approval_token_signature_invalid'],
    strangers: [stranger],
  });
  expect(check([read(token)]).strangers).toEqual([stranger]);
  const edited = read(approval(), { reason_code: 'other' });
  expect(check([edited])).toMatchObject({
    reasonCodes: ['approval_chain_insufficient', 'approval_token_signature_invalid'],
    strangers: [],
  });
});
