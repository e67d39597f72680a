import { describe, expect, test } from 'bun:test';
import { isCodedError } from '../errors/coded-error.ts';
import { digest } from '../json/digest.ts';
import type { Json, JsonObject } from '../json/json-value.ts';
import { generateKeyPair, parsePrivateKey, parsePublicKey } from '../keys/read-key.ts';
import { signBytes, signValue } from '../keys/sign-value.ts';
import { parseTime } from '../text/go-time.ts';
import {
  MAX_SIGNATURES,
  checkBytesSignature,
  checkSignatures,
  checkSignaturesAsync,
} from './check-signatures.ts';
import { findKey, singleKey } from './key-set.ts';
import { parseTrust } from './parse-trust.ts';

const pair = generateKeyPair();
const other = generateKeyPair('ecdsa-p256-sha256');
const value = { run: 'x' };
const computed = digest(value);
const signature = signValue(parsePrivateKey(pair.privateKey), value);
const otherSignature = signValue(parsePrivateKey(other.privateKey), value);

const entry = (change: JsonObject = {}): JsonObject => ({
  key_id: pair.keyId,
  alg: 'ed25519',
  public_key: pair.publicKey,
  roles: ['runpack'],
  ...change,
});
const otherEntry = entry({
  key_id: other.keyId,
  alg: 'ecdsa-p256-sha256',
  public_key: other.publicKey,
});
const nanos = (text: string): bigint => parseTime(text)!.epochNanos;
const file = (...keys: Json[]): Json => ({
  schema_id: 'gait.trust',
  schema_version: '1.0.0',
  keys,
});
const ask = (claimedTime?: string) => ({ role: 'runpack' as const, claimedTime });

function statusOf(change: JsonObject, claimedTime?: string): string {
  const result = checkSignatures(
    parseTrust(file(entry(change))),
    [signature],
    computed,
    ask(claimedTime),
  );
  return (
    result.faults[0]?.fault ?? `${result.status} ${result.notes.map((n) => n.code).join()}`.trim()
  );
}

describe('whose key it is', () => {
  const identityOf = (change: JsonObject): string | undefined =>
    parseTrust(file(entry(change))).keys[0]?.identity;

  test('a trust file may say, trimmed', () => {
    expect(identityOf({})).toBeUndefined();
    expect(identityOf({ identity: ' alice ' })).toBe('alice');
  });

  test.each(['approver', 'delegator'])('it must say of a key in the role %s', (role) => {
    expect(identityOf({ roles: [role], identity: 'alice' })).toBe('alice');
    for (const identity of [undefined, '', ' ']) {
      const change: JsonObject = identity === undefined ? {} : { identity };
      expect(() => identityOf({ ...change, roles: ['trace', role] })).toThrow('whose it is');
    }
  });
});

describe('a trust file', () => {
  test.each<[string, Json]>([
    ['wrong schema', { schema_id: 'x', schema_version: '1.0.0', keys: [] }],
    ['newer version', { schema_id: 'gait.trust', schema_version: '2.0.0', keys: [] }],
    ['misspelt field', file(entry({ valid_untill: '2026-01-01T00:00:00Z' }))],
    ['unknown role', file(entry({ roles: ['everything'] }))],
    ['no role', file(entry({ roles: [] }))],
    ['foreign key id', file(entry({ key_id: other.keyId }))],
    ['foreign algorithm', file(entry({ alg: 'ecdsa-p256-sha256' }))],
    ['bad key', file(entry({ public_key: 'AAAA' }))],
    ['bad time', file(entry({ valid_from: 'yesterday' }))],
    ['revocation without time', file(entry({ revoked: { at: '', reason: 'retired' } }))],
    ['unknown reason', file(entry({ revoked: { at: '2026-01-01T00:00:00Z', reason: 'whim' } }))],
    ['key twice', file(entry(), entry())],
  ])('with a %s is refused', (_, content) => {
    expect(() => parseTrust(content)).toThrow();
    try {
      parseTrust(content);
    } catch (error) {
      expect(isCodedError(error) && error.code).toBe('trust_malformed');
    }
  });
});

describe('signatures against trusted keys', () => {
  test('a key counts only in its role', () => {
    expect(statusOf({})).toBe('verified');
    expect(statusOf({ roles: ['trace'] })).toBe('key_role');
  });

  test('a key counts only in its time, and that the time is claimed is said', () => {
    const limits = { valid_from: '2026-01-01T00:00:00Z', valid_until: '2027-01-01T00:00:00Z' };
    expect(statusOf(limits, '2026-06-01T00:00:00Z')).toBe('verified signing_time_claimed');
    expect(statusOf(limits, '2025-12-31T23:59:59.999Z')).toBe('key_not_yet_valid');
    expect(statusOf(limits, '2026-01-01T00:00:00Z')).toBe('verified signing_time_claimed');
    expect(statusOf(limits, '2026-12-31T23:59:59.999999999Z')).toBe(
      'verified signing_time_claimed',
    );
    expect(statusOf(limits, '2027-01-01T00:00:00Z')).toBe('key_expired');
  });

  test('an artifact with the fixed container time has no signing time', () => {
    const limits = { valid_until: '2027-01-01T00:00:00Z' };
    expect(statusOf(limits, '1980-01-01T00:00:00Z')).toBe('verified signing_time_unknown');
    expect(statusOf(limits, '0001-01-01T00:00:00Z')).toBe('verified signing_time_unknown');
  });

  test('a retired key verifies what it signed before; a stolen one verifies nothing', () => {
    const revoked = (reason: string): JsonObject => ({
      revoked: { at: '2026-06-01T00:00:00Z', reason },
    });
    expect(statusOf(revoked('superseded'), '2026-05-01T00:00:00Z')).toBe(
      'verified signing_time_claimed',
    );
    expect(statusOf(revoked('retired'), '2026-05-31T23:59:59.999999999Z')).toBe(
      'verified signing_time_claimed',
    );
    expect(statusOf(revoked('retired'), '2026-06-01T00:00:00Z')).toBe('key_revoked');
    expect(statusOf(revoked('superseded'), '2026-07-01T00:00:00Z')).toBe('key_revoked');
    expect(statusOf(revoked('key_compromise'))).toBe('key_revoked');
    expect(statusOf(revoked('unspecified'))).toBe('key_revoked');
    expect(statusOf(revoked('key_compromise'), '2020-01-01T00:00:00Z')).toBe('key_revoked');
    expect(statusOf(revoked('unspecified'), '2020-01-01T00:00:00Z')).toBe('key_revoked');
  });

  test('a strict verifier does not count a key whose time is over where no signing time is claimed', () => {
    const now = nanos('2026-06-01T00:00:00Z');
    const strictly = (change: JsonObject, claimedTime?: string): string => {
      const keys = { ...parseTrust(file(entry(change))), now };
      const { status, faults } = checkSignatures(keys, [signature], computed, ask(claimedTime));
      return faults[0]?.fault ?? status;
    };
    const revoked = (reason: string, at: string): JsonObject => ({ revoked: { at, reason } });
    expect(strictly({})).toBe('verified');
    expect(strictly({ valid_until: '2026-06-01T00:00:00Z' })).toBe('signing_time_unknown');
    expect(strictly({ valid_until: '2026-06-01T00:00:00.000000001Z' })).toBe('verified');
    expect(strictly({ valid_from: '2026-06-01T00:00:00.000000001Z' })).toBe('signing_time_unknown');
    for (const reason of ['superseded', 'retired']) {
      expect(strictly(revoked(reason, '2026-06-01T00:00:00Z'))).toBe('signing_time_unknown');
      expect(strictly(revoked(reason, '2026-06-01T00:00:01Z'))).toBe('verified');
    }
    expect(strictly({ valid_until: '2026-05-01T00:00:00Z' }, '1980-01-01T00:00:00Z')).toBe(
      'signing_time_unknown',
    );
    expect(strictly({ valid_until: '2026-05-01T00:00:00Z' }, '2026-04-01T00:00:00Z')).toBe(
      'verified',
    );
  });

  test('a signature over literal bytes is held to role, time and withdrawal as any other', async () => {
    const bytes = new TextEncoder().encode('sha256:00');
    const { alg: _, ...signed } = signBytes(parsePrivateKey(pair.privateKey), bytes);
    const faultOf = (change: JsonObject, claimedTime?: string, now?: bigint) =>
      checkBytesSignature(
        { ...parseTrust(file(entry(change))), now },
        signed,
        bytes,
        ask(claimedTime),
      );
    const limits = { valid_from: '2026-01-01T00:00:00Z', valid_until: '2027-01-01T00:00:00Z' };
    const revoked = { revoked: { at: '2026-06-01T00:00:00Z', reason: 'superseded' } };
    expect(await faultOf({})).toBeUndefined();
    expect(await faultOf({ roles: ['trace'] })).toBe('key_role');
    expect(await faultOf(limits, '2026-06-01T00:00:00Z')).toBeUndefined();
    expect(await faultOf(limits, '2025-06-01T00:00:00Z')).toBe('key_not_yet_valid');
    expect(await faultOf(limits, '2027-06-01T00:00:00Z')).toBe('key_expired');
    expect(await faultOf(revoked, '2026-06-01T00:00:00Z')).toBe('key_revoked');
    expect(await faultOf(revoked, '2026-05-01T00:00:00Z')).toBeUndefined();
    expect(await faultOf(revoked, undefined, nanos('2026-07-01T00:00:00Z'))).toBe(
      'signing_time_unknown',
    );
    const keys = parseTrust(file(entry()));
    expect(await checkBytesSignature(keys, signed, bytes.subarray(1), ask())).toBe(
      'signature_wrong',
    );
    expect(await checkBytesSignature({ keys: [] }, signed, bytes, ask())).toBe('key_unknown');
  });

  test('a signature that names no key is that of the only key, and of none of several', () => {
    const unnamed = { ...signature, key_id: '' };
    const one = parseTrust(file(entry()));
    expect(checkSignatures(one, [unnamed], computed, ask()).status).toBe('verified');
    expect(findKey(one, '')?.key.keyId).toBe(pair.keyId);
    const two = parseTrust(file(entry(), otherEntry));
    expect(findKey(two, '')).toBeUndefined();
    expect(checkSignatures(two, [unnamed], computed, ask()).faults[0]?.fault).toBe('key_unknown');
  });

  test('a signature by a key outside the file is not counted, one trusted beside it is enough', () => {
    const keys = parseTrust(file(entry(), otherEntry));
    const stranger = signValue(parsePrivateKey(generateKeyPair().privateKey), value);
    expect(checkSignatures(keys, [stranger], computed, ask()).faults[0]?.fault).toBe('key_unknown');
    const both = checkSignatures(keys, [stranger, otherSignature], computed, ask());
    expect(both).toMatchObject({ status: 'verified', valid: 1, total: 2, signers: [other.keyId] });
  });

  test('no signature is missing, and stripped when a key was given; signatures without key are skipped', () => {
    const keys = singleKey(parsePublicKey(pair.publicKey));
    expect(checkSignatures(undefined, [], computed, ask())).toMatchObject({
      status: 'missing',
      stripped: false,
    });
    expect(checkSignatures(keys, [], computed, ask())).toMatchObject({
      status: 'missing',
      stripped: true,
    });
    expect(checkSignatures(undefined, [signature], computed, ask()).status).toBe('skipped');
  });

  test('a signature over another digest fails even though its own signed_digest fits it', () => {
    const keys = singleKey(parsePublicKey(pair.publicKey));
    expect(checkSignatures(keys, [signature], digest({ run: 'y' }), ask()).faults[0]?.fault).toBe(
      'signed_digest_mismatch',
    );
  });

  test('of more signatures than the limit no key is asked about any', async () => {
    let asked = 0;
    const key = parsePublicKey(pair.publicKey);
    const counting = {
      ...key,
      verify: (...given: Parameters<typeof key.verify>) => {
        asked += 1;
        return key.verify(...given);
      },
    };
    const many = Array.from({ length: MAX_SIGNATURES + 1 }, () => signature);
    for (const check of [checkSignatures, checkSignaturesAsync]) {
      await check(singleKey(counting), many, computed, ask());
      expect(asked).toBe(0);
      await check(singleKey(counting), [signature], computed, ask());
      expect(asked).toBe(1);
      asked = 0;
    }
  });

  test('of more signatures than the limit none is looked at, by either way', async () => {
    const keys = singleKey(parsePublicKey(pair.publicKey));
    const copies = (count: number) => Array.from({ length: count }, () => signature);
    for (const check of [checkSignatures, checkSignaturesAsync]) {
      expect(await check(keys, copies(MAX_SIGNATURES), computed, ask())).toMatchObject({
        status: 'verified',
        valid: MAX_SIGNATURES,
      });
      expect(await check(keys, copies(MAX_SIGNATURES + 1), computed, ask())).toMatchObject({
        status: 'failed',
        total: MAX_SIGNATURES + 1,
        valid: 0,
        faults: [{ fault: 'signature_count', keyId: '' }],
      });
      const raised = { ...ask(), maxSignatures: MAX_SIGNATURES + 1 };
      expect((await check(keys, copies(MAX_SIGNATURES + 1), computed, raised)).status).toBe(
        'verified',
      );
    }
  });
});
