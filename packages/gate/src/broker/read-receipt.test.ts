import { describe, expect, test } from 'bun:test';
import {
  digest,
  generateKeyPair,
  isCodedError,
  parsePrivateKey,
  signDigest,
  singleKey,
  type JsonObject,
  type KeySet,
} from '@gait/canon';
import fc from 'fast-check';
import { codeOf } from '../testing/code-of.ts';
import { readReceipt } from './read-receipt.ts';

const NOON = 1_780_488_000_000_000_000n; // 2026-06-03T12:00:00Z
const SECRET = 'hunter2-hunter2-hunter2';
const key = parsePrivateKey(generateKeyPair().privateKey);
const keysIn = (role: 'broker' | 'trace', revoked = false): KeySet => ({
  keys: singleKey(key.publicKey).keys.map((entry) => ({
    ...entry,
    roles: [role],
    revoked: revoked ? { at: 0n, reason: 'key_compromise' as const } : undefined,
  })),
});
const read = (answer: unknown, keys?: KeySet) =>
  readReceipt(typeof answer === 'string' ? answer : JSON.stringify(answer), {
    name: 'command',
    now: NOON,
    keys,
  });
const signed = (claims: JsonObject): JsonObject => {
  const { alg, key_id, sig, signed_digest = '' } = signDigest(key, digest(claims));
  return { ...claims, signature: { alg, key_id, sig, signed_digest } };
};

describe('a free receipt', () => {
  test('says what it says and no more', () => {
    const { receipt, secret } = read({ credential_ref: ' ref:1 ' });
    expect(receipt).toEqual({
      issuedBy: 'command',
      source: 'command',
      accessType: '',
      issuer: '',
      subject: '',
      owner: '',
      scope: [],
      credentialRef: 'ref:1',
      targetBinding: '',
      runBinding: '',
      jobBinding: '',
      requestDigest: '',
      issuedAt: '0001-01-01T00:00:00Z',
      expiresAt: '0001-01-01T00:00:00Z',
      ttlSeconds: 0,
      provider: '',
      proof: 'none',
      stated: new Set(),
    });
    expect(secret).toBeUndefined();
  });

  test('has its times and lifetime filled in from each other, never from a negative one', () => {
    const times = (more: object) => {
      const { issuedAt, expiresAt, ttlSeconds, stated } = read({
        credential_ref: 'r',
        ...more,
      }).receipt;
      return [issuedAt.slice(11, 19), expiresAt.slice(11, 19), ttlSeconds, stated.has('ttl')];
    };
    const issued_at = '2026-06-03T14:00:00+02:00';
    expect(times({ issued_at, ttl_seconds: 60 })).toEqual(['12:00:00', '12:01:00', 60, true]);
    expect(times({ issued_at, expires_at: '2026-06-03T12:02:00.5Z' })).toEqual([
      '12:00:00',
      '12:02:00',
      120,
      true,
    ]);
    // Only the end is known: the lifetime counts from now.
    expect(times({ expires_at: '2026-06-03T12:00:30Z' })).toEqual([
      '12:00:00',
      '12:00:30',
      30,
      true,
    ]);
    expect(times({ ttl_seconds: 60 })).toEqual(['00:00:00', '00:00:00', 60, true]);
    expect(times({ issued_at, expires_at: '2026-06-03T12:02:00Z', ttl_seconds: -1 })).toEqual([
      '12:00:00',
      '12:02:00',
      -1,
      false,
    ]);
  });

  test('is signed when a trusted key of a broker signed all of it but the secret', () => {
    const claims = { credential_ref: 'r', scope: ['read'] };
    expect(read(signed(claims), keysIn('broker')).receipt.proof).toBe('signed');
    const withSecret = { ...signed(claims), secret: SECRET };
    expect(read(withSecret, keysIn('broker'))).toMatchObject({
      receipt: { proof: 'signed' },
      secret: SECRET,
    });
    for (const [answer, keys] of [
      [signed(claims), undefined],
      [signed(claims), keysIn('trace')],
      [signed(claims), keysIn('broker', true)],
      [{ ...signed(claims), scope: ['read', 'admin'] }, keysIn('broker')],
      [{ ...signed(claims), ttl_seconds: 1 }, keysIn('broker')],
      [{ ...claims, signature: 'x' }, keysIn('broker')],
      [{ ...claims, signature: { alg: 'ed25519' } }, keysIn('broker')],
      [claims, keysIn('broker')],
    ] as const) {
      expect(read(answer, keys).receipt.proof).toBe('none');
    }
  });
});

describe('a receipt of a known provider', () => {
  test('takes its reference from the identifiers of the provider, under any of its names', () => {
    for (const [answer, reference, issuer] of [
      [{ provider: 'AWS', assumed_role_arn: 'arn:1' }, 'aws_sts:arn:1', 'sts.amazonaws.com'],
      [{ provider: 'sts', session_arn: 'arn:2' }, 'aws_sts:arn:2', 'sts.amazonaws.com'],
      [
        { provider: 'oidc', repository: 'o/r', workflow_ref: 'w' },
        'github_oidc:o/r:w',
        'token.actions.githubusercontent.com',
      ],
      [{ provider: 'vault', lease_id: 'l' }, 'vault_dynamic:l', 'vault'],
      [{ provider: 'gcp', principal: 'p' }, 'gcp_sts:p', 'sts.googleapis.com'],
      [{ provider: 'gcp', workload_identity_provider: 'w' }, 'gcp_sts:w', 'sts.googleapis.com'],
      [
        { provider: 'azure', service_principal_id: 's', federated_credential_id: 'f' },
        'azure_federated:s:f',
        'login.microsoftonline.com',
      ],
      [{ provider: 'okta', broker_session_id: 'b' }, 'okta_cyberark:b', 'okta-cyberark'],
    ] as const) {
      const { receipt } = read(answer);
      expect(receipt).toMatchObject({ credentialRef: reference, issuer, accessType: 'jit' });
      expect(receipt.proof).toBe('typed');
      expect(receipt.source).toBe(receipt.provider);
    }
  });

  test('without its identifiers is anybody\u2019s word, and without a reference none', () => {
    expect(read({ provider: 'vault', credential_ref: 'r' }).receipt.proof).toBe('none');
    for (const provider of ['command', 'file']) {
      expect(read({ provider, credential_ref: 'r' }).receipt).toMatchObject({
        provider,
        proof: 'none',
      });
    }
    for (const provider of ['aws', 'github', 'vault', 'gcp', 'azure', 'okta', 'command']) {
      expect(codeOf(() => read({ provider }))).toBe('broker_reference_invalid');
    }
  });

  test('may leave times empty; a free one may not', () => {
    expect(read({ provider: 'vault', lease_id: 'l', expires_at: '' }).receipt.ttlSeconds).toBe(0);
    expect(codeOf(() => read({ credential_ref: 'r', expires_at: '' }))).toBe(
      'broker_receipt_invalid',
    );
  });

  test('of an unknown provider is a free one', () => {
    expect(read({ provider: 'acme', credential_ref: 'r' }).receipt.provider).toBe('');
  });
});

describe('a receipt is refused', () => {
  test('when it cannot be read, in words that repeat nothing of it', () => {
    for (const answer of [
      '',
      'no json',
      '[]',
      'null',
      `{"credential_ref":"r","scope":"${SECRET}"}`,
      `{"credential_ref":"r","secret":1}`,
      `{"credential_ref":"r","credential_ref":"${SECRET}"}`,
      `{"credential_ref":"r"}${SECRET}`,
      `{"credential_ref":"r","ttl_seconds":1.5}`,
    ]) {
      try {
        read(answer);
        expect.unreachable();
      } catch (error) {
        expect(isCodedError(error) && error.code).toBe('broker_receipt_invalid');
        expect(Bun.inspect(error)).not.toContain('hunter2');
      }
    }
  });

  test('when its reference is missing, longer than 256 bytes or more than one line', () => {
    for (const credential_ref of ['', ' ', 'a\nb', 'a\tb', 'x'.repeat(257), '\u00e4'.repeat(129)]) {
      expect(codeOf(() => read({ credential_ref }))).toBe('broker_reference_invalid');
    }
    expect(read({ credential_ref: 'x'.repeat(256) }).receipt.credentialRef).toHaveLength(256);
  });

  test('when a secret stands where references do', () => {
    for (const answer of [
      { credential_ref: 'ghp_0123456789' },
      { provider: 'vault', lease_id: 'sk-0123456789' },
      { provider: 'okta', broker_session_id: 'AKIA0123456789' },
      { credential_ref: 'r', subject: ' ghp_0123456789' },
      { credential_ref: 'r', issuer: 'AKIA0123456789' },
      { credential_ref: 'r', scope: ['read', 'github_pat_0123456789'] },
      { provider: 'github', repository: 'gho_0123456789' },
      { credential_ref: 'r', subject: `by ${SECRET}`, secret: SECRET },
      { credential_ref: 'r', scope: [SECRET], secret: SECRET },
    ]) {
      expect(codeOf(() => read(answer))).toBe('broker_receipt_secret');
    }
  });
});

test('a lifetime beyond every date is refused with a code', () => {
  const answer = {
    ttl_seconds: 4_002_624_468_546_957,
    credential_ref: 'vault',
    issued_at: '2026-06-03T12:00:00Z',
  };
  expect(() => read(answer, keysIn('broker'))).toThrow(
    expect.objectContaining({ code: 'broker_receipt_invalid' }),
  );
});

test('whatever a broker answers is read or refused with a code', () => {
  const codes = new Set([
    'broker_receipt_invalid',
    'broker_reference_invalid',
    'broker_receipt_secret',
  ]);
  const name = fc.constantFrom(
    'credential_ref',
    'provider',
    'scope',
    'issued_at',
    'expires_at',
    'ttl_seconds',
    'lease_id',
    'signature',
    'secret',
    'SCOPE',
  );
  const value = fc.oneof(fc.constantFrom('vault', 'aws', '2026-06-03T12:00:00Z'), fc.jsonValue());
  fc.assert(
    fc.property(fc.dictionary(name, value), (answer) => {
      try {
        read(answer, keysIn('broker'));
      } catch (error) {
        expect(isCodedError(error) && codes.has(error.code)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});
