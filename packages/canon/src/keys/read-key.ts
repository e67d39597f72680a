import type { KeyObject } from 'node:crypto';
import { CodedError } from '../errors/coded-error.ts';
import { cryptoRuntime } from '../runtime/node-crypto.ts';
import { trimSpace } from '../text/go-strings.ts';
import type { Algorithm, SigningKey, VerifyKey } from './algorithm.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { p256SigningKeyOf, p256VerifyKey } from './ecdsa-p256.ts';
import { ed25519SigningKey, ed25519VerifyKey } from './ed25519.ts';

/** A new key pair as the texts its two files hold (without final newline). */
export interface KeyPairText {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly keyId: string;
}

/**
 * Reads a private key: base64 of 64 bytes (Ed25519), or a PKCS#8 PEM of an Ed25519
 * or P-256 key. Encrypted keys are opened by the caller before.
 *
 * Errors: `key_encoding`, `key_length`, `key_halves_disagree`, `key_algorithm`.
 * No error carries any part of the key.
 *
 * @param once as in `ed25519SigningKey`
 */
export function parsePrivateKey(text: string, once = false): SigningKey {
  const trimmed = trimSpace(text);
  if (trimmed.startsWith('-----BEGIN')) return fromPem(trimmed);
  return ed25519SigningKey(decode(trimmed, 'private'), once);
}

/** Reads a public key: base64 of 32 bytes (Ed25519), or an SPKI PEM of an Ed25519 or P-256 key. Errors as `parsePrivateKey`. */
export function parsePublicKey(text: string): VerifyKey {
  const trimmed = trimSpace(text);
  if (!trimmed.startsWith('-----BEGIN')) return ed25519VerifyKey(decode(trimmed, 'public'), true);
  if (!trimmed.startsWith('-----BEGIN PUBLIC KEY-----')) {
    throw new CodedError('key_encoding', 'the PEM block is not a public key', {
      hint: 'pass the public key file, not the private one',
    });
  }
  const key = load(() => cryptoRuntime.node().createPublicKey(trimmed));
  return key.asymmetricKeyType === 'ed25519'
    ? ed25519VerifyKey(rawPublic(key))
    : p256VerifyKey(trimmed);
}

/** Makes a new key pair. Randomness comes from the runtime: a key must not be reproducible. */
export function generateKeyPair(alg: Algorithm = 'ed25519'): KeyPairText {
  const { generateKeyPairSync } = cryptoRuntime.node();
  if (alg === 'ecdsa-p256-sha256') {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = p256SigningKeyOf(privateKey);
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    return { privateKey: pem.trim(), publicKey: key.publicKey.text.trim(), keyId: key.keyId };
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const bytes = rawPrivate(privateKey);
  const key = ed25519SigningKey(bytes);
  return { privateKey: encodeBase64(bytes), publicKey: key.publicKey.text, keyId: key.keyId };
}

function fromPem(pem: string): SigningKey {
  if (pem.startsWith('-----BEGIN PUBLIC KEY-----')) {
    throw new CodedError('key_encoding', 'the PEM block is a public key', {
      hint: 'pass the private key file, not the public one',
    });
  }
  const key = load(() => cryptoRuntime.node().createPrivateKey(pem));
  return key.asymmetricKeyType === 'ed25519'
    ? ed25519SigningKey(rawPrivate(key))
    : p256SigningKeyOf(key);
}

function load(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    // The cause is dropped on purpose: a parser's message may quote what it read.
    throw new CodedError('key_encoding', 'the PEM key cannot be read', {
      hint: 'private keys are PKCS#8 PEM, public keys SPKI PEM',
    });
  }
}

function decode(text: string, which: 'private' | 'public'): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes !== undefined && bytes.length > 0) return bytes;
  throw new CodedError('key_encoding', `the ${which} key is not base64 text`, {
    hint: 'a key file holds one line of standard base64; make a pair with `gait keys init`',
  });
}

function rawPrivate(key: KeyObject): Uint8Array {
  const jwk = key.export({ format: 'jwk' });
  return new Uint8Array(
    Buffer.concat([Buffer.from(jwk.d ?? '', 'base64url'), Buffer.from(jwk.x ?? '', 'base64url')]),
  );
}

function rawPublic(key: KeyObject): Uint8Array {
  return new Uint8Array(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'));
}
