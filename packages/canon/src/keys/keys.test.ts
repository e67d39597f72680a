import { describe, expect, test } from 'bun:test';
import { generateKeyPairSync } from 'node:crypto';
import { isCodedError } from '../errors/coded-error.ts';
import { digest } from '../json/digest.ts';
import type { Signature } from './algorithm.ts';
import { decodeBase64 } from './base64.ts';
import { generateKeyPair, parsePrivateKey, parsePublicKey } from './read-key.ts';
import { signBytes, signDigest, signValue, verifyBytes, verifyValue } from './sign-value.ts';

const PRIVATE =
  'CRSoqP0sbQaCoNMa98rhlttOiKf/ypkqvmmT6c5LmvEmvyToBN63T4Ty78S+x4Rpt945/xwzeRcAJeLW040H0A==';
const PUBLIC = 'Jr8k6ATet0+E8u/EvseEabfeOf8cM3kXACXi1tONB9A=';
const KEY_ID = '294c8ee55ba47f407617fd3311a6896d74a207a39421d368edfd711e9a7554bc';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('key files', () => {
  test('an Ed25519 pair in the reference form has the id of its raw public bytes', () => {
    expect(parsePrivateKey(` ${PRIVATE}\n`).keyId).toBe(KEY_ID);
    expect(parsePublicKey(`${PUBLIC}\n`).keyId).toBe(KEY_ID);
  });

  test.each([
    ['', 'key_encoding'],
    ['not base64!', 'key_encoding'],
    [PRIVATE.slice(0, -1), 'key_encoding'],
    [PUBLIC, 'key_length'],
    [
      Buffer.concat([Buffer.from(PRIVATE, 'base64'), Buffer.alloc(1)]).toString('base64'),
      'key_length',
    ],
    [`${PRIVATE.slice(0, -4)}-_==`, 'key_encoding'],
    [`${PRIVATE.slice(0, 4)}    ${PRIVATE.slice(4)}`, 'key_encoding'],
    [`${PRIVATE.slice(0, 8)}!!!!${PRIVATE.slice(8)}`, 'key_encoding'],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'key_encoding'],
  ])('the private key %p is refused as %s', (text, code) => {
    expect(codeOf(() => parsePrivateKey(text))).toBe(code);
  });

  test('a private key whose halves disagree is refused, because signing with it leaks the seed', () => {
    const bytes = Buffer.from(PRIVATE, 'base64');
    bytes[63] = (bytes[63] as number) ^ 1;
    expect(codeOf(() => parsePrivateKey(bytes.toString('base64')))).toBe('key_halves_disagree');
  });

  test('a private key given for a public one is refused', () => {
    expect(codeOf(() => parsePublicKey(PRIVATE))).toBe('key_length');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(codeOf(() => parsePublicKey(pem))).toBe('key_encoding');
  });

  test('other curves and RSA are refused', () => {
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(
      codeOf(() =>
        parsePublicKey(curve.publicKey.export({ format: 'pem', type: 'spki' }).toString()),
      ),
    ).toBe('key_algorithm');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(
      codeOf(() =>
        parsePrivateKey(rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()),
      ),
    ).toBe('key_algorithm');
  });

  test('no error repeats any part of the key', () => {
    try {
      parsePrivateKey(`${PRIVATE}!`);
      throw new Error('accepted');
    } catch (error) {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(
        PRIVATE.slice(0, 12),
      );
    }
  });

  test.each(['ed25519', 'ecdsa-p256-sha256'] as const)(
    'a new %s pair signs and verifies',
    (alg) => {
      const pair = generateKeyPair(alg);
      const key = parsePrivateKey(pair.privateKey);
      const verifyKey = parsePublicKey(pair.publicKey);
      expect(key.keyId).toBe(pair.keyId);
      expect(verifyKey.keyId).toBe(pair.keyId);
      const signature = signValue(key, { a: 1 });
      expect(decodeBase64(signature.sig)?.length).toBe(64);
      expect(verifyValue(verifyKey, signature, { a: 1 })).toEqual({ ok: true });
      expect(verifyValue(verifyKey, signature, { a: 2 })).toEqual({
        ok: false,
        fault: 'signed_digest_mismatch',
      });
    },
  );
});

describe('signatures', () => {
  const key = parsePrivateKey(PRIVATE);
  const value = { intent: 'write', n: 1 };
  const good = signValue(key, value);
  const faultOf = (change: Partial<Signature>): string => {
    const verdict = verifyValue(key.publicKey, { ...good, ...change }, value);
    return verdict.ok ? 'ok' : verdict.fault;
  };

  test('what is signed are the 32 raw bytes of the digest', () => {
    expect(good.signed_digest).toBe(digest(value));
    expect(verifyBytes(key.publicKey, good, Buffer.from(digest(value), 'hex'))).toEqual({
      ok: true,
    });
  });

  test.each<[Partial<Signature>, string]>([
    [{ signed_digest: '' }, 'signed_digest_missing'],
    [{ signed_digest: 'zz' }, 'signed_digest_malformed'],
    [{ signed_digest: digest(1) }, 'signed_digest_mismatch'],
    [{ alg: 'ecdsa-p256-sha256' }, 'algorithm_mismatch'],
    [{ alg: 'none' }, 'algorithm_mismatch'],
    [{ alg: '' }, 'algorithm_mismatch'],
    [{ key_id: '00' }, 'key_id_mismatch'],
    [{ sig: 'A*' }, 'signature_encoding'],
    [{ sig: 'AAAA' }, 'signature_length'],
    [{ sig: Buffer.alloc(64).toString('base64') }, 'signature_wrong'],
    [{ key_id: '' }, 'ok'],
    [{}, 'ok'],
  ])('with %j the answer is %s', (change, fault) => {
    expect(faultOf(change)).toBe(fault);
  });

  test('a signature of one algorithm is never tried with a key of the other', () => {
    const p256 = parsePrivateKey(generateKeyPair('ecdsa-p256-sha256').privateKey);
    const signature = { ...signValue(p256, value), alg: 'ed25519', key_id: '' };
    expect(verifyValue(p256.publicKey, signature, value)).toEqual({
      ok: false,
      fault: 'algorithm_mismatch',
    });
    expect(verifyValue(key.publicKey, signature, value)).toEqual({
      ok: false,
      fault: 'signature_wrong',
    });
  });

  test('a DER signature is refused where 64 bytes are asked for', () => {
    const p256 = parsePrivateKey(generateKeyPair('ecdsa-p256-sha256').privateKey);
    const der = Buffer.concat([Buffer.from('3044', 'hex'), Buffer.alloc(68)]).toString('base64');
    expect(verifyValue(p256.publicKey, { ...signValue(p256, value), sig: der }, value)).toEqual({
      ok: false,
      fault: 'signature_length',
    });
  });

  test('literal bytes are signed without signed_digest, and are not mistaken for a digest', () => {
    const text = new TextEncoder().encode(`sha256:${digest(value)}`);
    const signature = signBytes(key, text);
    expect(signature.signed_digest).toBeUndefined();
    expect(verifyBytes(key.publicKey, signature, text)).toEqual({ ok: true });
    expect(
      verifyValue(key.publicKey, { ...signature, signed_digest: digest(value) }, value),
    ).toEqual({ ok: false, fault: 'signature_wrong' });
  });

  test('only 64 hex digits can be signed as a digest', () => {
    expect(codeOf(() => signDigest(key, 'abc'))).toBe('invalid_input');
  });
});
