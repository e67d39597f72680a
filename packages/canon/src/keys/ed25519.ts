import type { KeyObject } from 'node:crypto';
import { CodedError } from '../errors/coded-error.ts';
import { sha256Hex } from '../json/digest.ts';
import { cryptoRuntime } from '../runtime/node-crypto.ts';
import type { SigningKey, VerifyKey } from './algorithm.ts';
import { encodeBase64 } from './base64.ts';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/**
 * A signing key from 64 bytes: seed, then public key (the layout of Go's
 * `ed25519.PrivateKey`). Errors: `key_length`; `key_halves_disagree` when the second
 * half is not the public key of the first: signing with such a pair leaks the seed.
 *
 * @param once true for a process that signs once: where the runtime starts faster so, the halves
 *   are compared when it signs
 */
export function ed25519SigningKey(bytes: Uint8Array, once = false): SigningKey {
  if (bytes.length !== 64) {
    throw new CodedError('key_length', `an Ed25519 private key has 64 bytes, not ${bytes.length}`, {
      hint:
        bytes.length === 32
          ? 'that has the size of a public key: pass the private key file'
          : 'pass the private key file; make a new pair with `gait keys init`',
    });
  }
  const [seed, half] = [bytes.slice(0, 32), bytes.slice(32)];
  const publicKey = ed25519VerifyKey(half);
  const quick = once ? cryptoRuntime.prepareEd25519Signing?.(seed, half) : undefined;
  let key = quick === undefined ? importPrivate(seed, half) : undefined;
  return {
    alg: 'ed25519',
    keyId: publicKey.keyId,
    publicKey,
    sign: (message) => {
      key ??= importPrivate(seed, half);
      return new Uint8Array(cryptoRuntime.node().sign(null, message, key));
    },
    ...(quick === undefined
      ? {}
      : {
          signAsync: async (message) => {
            const signature = await quick(message);
            if (signature === undefined) throw halvesDisagree();
            return signature;
          },
        }),
  };
}

function halvesDisagree(): CodedError {
  return new CodedError(
    'key_halves_disagree',
    'the two halves of the private key do not belong together',
    {
      hint: 'restore the key file from its backup, or make a new pair with `gait keys init`',
    },
  );
}

function importPrivate(seed: Uint8Array, half: Uint8Array): KeyObject {
  const { createPrivateKey, createPublicKey } = cryptoRuntime.node();
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = createPrivateKey({
    key: Buffer.concat([prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const derived = createPublicKey(key).export({ format: 'jwk' }).x;
  if (derived !== base64url(half)) throw halvesDisagree();
  return key;
}

/**
 * A verification key from 32 raw bytes. Errors: `key_length`.
 *
 * @param prepare true when the key will be asked soon: a slow start may begin at once
 */
export function ed25519VerifyKey(raw: Uint8Array, prepare = false): VerifyKey {
  if (raw.length !== 32) {
    throw new CodedError('key_length', `an Ed25519 public key has 32 bytes, not ${raw.length}`, {
      hint: 'pass the public key file, not the private one',
    });
  }
  // Not `Uint8Array.from`: its first call in a process costs 0.1 ms.
  const own = new Uint8Array(raw);
  let key: KeyObject | undefined;
  const verifyAsync = prepare ? cryptoRuntime.prepareEd25519?.(own) : undefined;
  return {
    alg: 'ed25519',
    keyId: sha256Hex(raw),
    text: encodeBase64(raw),
    verify: (message, signature) => {
      key ??= importPublic(own);
      return cryptoRuntime.node().verify(null, message, key, signature);
    },
    ...(verifyAsync === undefined ? {} : { verifyAsync }),
  };
}

/** Any 32 bytes are taken: what is no point of the curve verifies nothing. */
function importPublic(raw: Uint8Array): KeyObject {
  const x = base64url(raw);
  return cryptoRuntime
    .node()
    .createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
