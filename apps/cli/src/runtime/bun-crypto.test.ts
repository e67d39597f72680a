import { expect, test } from 'bun:test';
import * as crypto from 'node:crypto';
import { cryptoRuntime } from './bun-crypto.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** Points of small order and encodings that are not canonical: libraries differ about them. */
const ODD_KEYS = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
].map(hex);
const GROUP_ORDER = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;

function askNode(raw: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const x = Buffer.from(raw).toString('base64url');
  const key = crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return crypto.verify(null, message, key, signature);
}

/** The first answers come from WebCrypto whatever was asked before: what is tested is that they agree. */
async function askWeb(
  raw: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const own = Uint8Array.from(raw);
  const key = await globalThis.crypto.subtle.importKey('raw', own, 'Ed25519', false, ['verify']);
  const [sig, data] = [Uint8Array.from(signature), Uint8Array.from(message)];
  return await globalThis.crypto.subtle.verify('Ed25519', key, sig, data);
}

test('digests are those of node:crypto, for bytes, text and text that is not well formed', () => {
  for (const text of ['', 'a', 'zażółć', '日本', '\ud800x', 'x\udfff', 'é'.repeat(5000)]) {
    expect(cryptoRuntime.sha256Hex(text)).toBe(crypto.hash('sha256', text, 'hex'));
    const bytes = Buffer.from(text).subarray(1);
    expect(cryptoRuntime.sha256Hex(bytes)).toBe(crypto.hash('sha256', bytes, 'hex'));
  }
});

test('a digest in pieces is that of the whole', () => {
  const bytes = crypto.randomBytes(100_000);
  const hash = cryptoRuntime.startSha256();
  for (let at = 0; at < bytes.length; at += 777) hash.update(bytes.subarray(at, at + 777));
  expect(hash.hex()).toBe(crypto.hash('sha256', bytes, 'hex'));
});

test('the first verifications and the later ones give the answers of node:crypto', async () => {
  const message = Buffer.from('message');
  for (let round = 0; round < 12; round++) {
    const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const signature = crypto.sign(null, message, privateKey);
    const ask = cryptoRuntime.prepareEd25519?.(raw);
    expect(await ask?.(message, signature)).toBeTrue();
    expect(await ask?.(Buffer.from('another'), signature)).toBeFalse();
  }
});

test('WebCrypto and node:crypto agree about keys and signatures that libraries differ about', async () => {
  const message = Buffer.from('m');
  const scalars = [
    new Uint8Array(32),
    hex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010'),
  ];
  for (const raw of ODD_KEYS) {
    for (const point of ODD_KEYS) {
      for (const scalar of scalars) {
        const signature = Buffer.concat([point, scalar]);
        expect(await askWeb(raw, message, signature)).toBe(askNode(raw, message, signature));
      }
    }
  }
});

test('a signature whose second half is beyond the group order is refused by both', async () => {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const message = Buffer.from('m');
  const signature = crypto.sign(null, message, privateKey);
  let scalar = 0n;
  for (let at = 63; at >= 32; at--) scalar = scalar * 256n + BigInt(signature[at] ?? 0);
  scalar += GROUP_ORDER;
  for (let at = 32; at < 64; at++, scalar >>= 8n) signature[at] = Number(scalar & 255n);
  expect(askNode(raw, message, signature)).toBeFalse();
  expect(await askWeb(raw, message, signature)).toBeFalse();
});
