import { describe, expect, test } from 'bun:test';
import { encodeRecord, parsePrivateKey, sha256Hex, verifyValue } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { mintApproval, type ApprovalRequest } from './mint-approval.ts';
import { plainScope, readScopeClaims } from './scope-claims.ts';
import { approval, ALICE, HOUR, INTENT, NOW, POLICY } from './testing/sample-tokens.ts';
import { approvalRecord } from './token-record.ts';

/** Seed 0…31 and its public half, as the reference keeps keys. */
const FIXED = parsePrivateKey(
  Buffer.concat([
    Buffer.from(Array.from({ length: 32 }, (_, i) => i)),
    Buffer.from('03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8', 'hex'),
  ]).toString('base64'),
);

test('an approval is written in the order of the format, normalised, and signed', () => {
  const token = mintApproval(
    {
      approverIdentity: ' bob ',
      reasonCode: 'ok',
      intentDigest: INTENT.toUpperCase(),
      policyDigest: POLICY,
      scope: ['Tool:B', 'a', 'A '],
      maxTargets: 2,
      now: NOW,
      ttl: HOUR + 1n,
      producerVersion: '1.4.0',
    },
    FIXED,
  );
  const encoded = encodeRecord(approvalRecord, token);
  expect(Object.keys(encoded)).toEqual([
    'schema_id',
    'schema_version',
    'created_at',
    'producer_version',
    'token_id',
    'approver_identity',
    'reason_code',
    'intent_digest',
    'policy_digest',
    'scope',
    'max_targets',
    'expires_at',
    'signature',
  ]);
  const expiry = '2026-06-03T13:00:00.000000001Z';
  expect(token).toMatchObject({
    scope: ['a', 'tool:b'],
    approver_identity: 'bob',
    expires_at: expiry,
  });
  const id = sha256Hex(`${INTENT}:${POLICY}:bob:ok:a,tool:b:2:0:${expiry}`).slice(0, 24);
  expect(token.token_id).toBe(id);
  const { signature, ...rest } = encoded;
  expect(verifyValue(FIXED.publicKey, signature as never, rest)).toEqual({ ok: true });
});

test('nonce and not-before stand in the signed scope and make the id unique', () => {
  const token = approval({ nonce: new Uint8Array(16).fill(255), notBefore: NOW });
  expect(token.scope).toEqual([
    `nonce:${'ff'.repeat(16)}`,
    'not_before:2026-06-03t12:00:00z',
    'tool:tool.write',
  ]);
  expect(readScopeClaims(token.scope ?? [])).toEqual({
    nonce: 'ff'.repeat(16),
    notBefore: NOW,
    unreadable: '',
  });
  expect(plainScope(token.scope ?? [])).toEqual(['tool:tool.write']);
  expect(token.token_id).not.toBe(approval().token_id);
});

describe('a request is refused', () => {
  test.each<[string, Partial<ApprovalRequest>]>([
    ['without an approver', { approverIdentity: '\t' }],
    ['without a reason', { reasonCode: '' }],
    ['without a scope', { scope: [' '] }],
    ['with a wrong intent digest', { intentDigest: 'abc' }],
    ['with a wrong policy digest', { policyDigest: '' }],
    ['with a wrong delegation digest', { delegationBindingDigest: 'x' }],
    ['with a limit below 0', { maxOps: -1 }],
    ['with half a target', { maxTargets: 0.5 }],
    ['without a time to live', { ttl: 0n }],
    ['with a nonce written by hand', { scope: ['NONCE:00', 'x'] }],
    ['with a not-before written by hand', { scope: ['not_before:x'] }],
    ['with a short nonce', { nonce: new Uint8Array(15) }],
    ['that expires before it counts', { notBefore: NOW + HOUR }],
  ])('%s', (_, change) => {
    expect(codeOf(() => approval(change, ALICE))).toBe('token_request_invalid');
  });
});
