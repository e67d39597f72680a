import type { KeyObject } from 'node:crypto';
import { CodedError } from '../errors/coded-error.ts';
import { sha256Hex } from '../json/digest.ts';
import { cryptoRuntime } from '../runtime/node-crypto.ts';
import type { SigningKey, VerifyKey } from './algorithm.ts';

/**
 * ECDSA on P-256 with SHA-256 (FIPS 186-5), for key services that cannot sign
 * Ed25519. The message is hashed as the algorithm asks, so a key service signs
 * SHA-256(message); a signature is 64 bytes, r then s (IEEE P1363), never DER.
 */
const ENCODING = { dsaEncoding: 'ieee-p1363' } as const;

/** A signing key from a runtime key object. Errors: `key_algorithm`. */
export function p256SigningKeyOf(key: KeyObject): SigningKey {
  checkCurve(key);
  const publicKey = wrapPublic(cryptoRuntime.node().createPublicKey(key));
  return {
    alg: 'ecdsa-p256-sha256',
    keyId: publicKey.keyId,
    publicKey,
    sign: (message) =>
      new Uint8Array(cryptoRuntime.node().sign('sha256', message, { key, ...ENCODING })),
  };
}

/** A verification key from an SPKI PEM. Errors: `key_encoding`, `key_algorithm`. */
export function p256VerifyKey(pem: string): VerifyKey {
  const key = importKey(() => cryptoRuntime.node().createPublicKey(pem));
  checkCurve(key);
  return wrapPublic(key);
}

function wrapPublic(key: KeyObject): VerifyKey {
  const der = key.export({ format: 'der', type: 'spki' });
  return {
    alg: 'ecdsa-p256-sha256',
    keyId: sha256Hex(der),
    text: key.export({ format: 'pem', type: 'spki' }).toString(),
    verify: (message, signature) =>
      cryptoRuntime.node().verify('sha256', message, { key, ...ENCODING }, signature),
  };
}

function importKey(load: () => KeyObject): KeyObject {
  try {
    return load();
  } catch (cause) {
    throw new CodedError('key_encoding', 'the key is not a readable PEM key', {
      hint: 'private keys are PKCS#8 PEM, public keys SPKI PEM',
      cause,
    });
  }
}

function checkCurve(key: KeyObject): void {
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1')
    return;
  throw new CodedError('key_algorithm', 'the key is neither Ed25519 nor ECDSA P-256', {
    hint: 'make a new pair with `gait keys init`',
  });
}
