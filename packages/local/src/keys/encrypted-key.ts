import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  pbkdf2Sync,
  randomBytes,
  scryptSync,
} from 'node:crypto';
import { CodedError } from '@gait/canon';
import { BEGIN_ENCRYPTED } from './is-encrypted.ts';
import {
  DER,
  readDer,
  readNumber,
  readOctets,
  readOid,
  readSequence,
  writeDer,
  writeNumber,
  type DerElement,
} from './der.ts';

// Object identifiers, hex of the DER content.
const PBES2 = '2a864886f70d01050d';
const PBKDF2 = '2a864886f70d01050c';
const SCRYPT = '2b06010401da47040b';
const HMAC_SHA1 = '2a864886f70d0207';
const HMAC_SHA256 = '2a864886f70d0209';
const HMAC_SHA512 = '2a864886f70d020b';
const AES_128_CBC = '608648016503040102';
const AES_256_CBC = '60864801650304012a';

const HASHES: Readonly<Record<string, string>> = {
  [HMAC_SHA1]: 'sha1',
  [HMAC_SHA256]: 'sha256',
  [HMAC_SHA512]: 'sha512',
};
const CIPHERS: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  [AES_128_CBC]: { name: 'aes-128-cbc', bytes: 16 },
  [AES_256_CBC]: { name: 'aes-256-cbc', bytes: 32 },
};

/** Work per guess of a passphrase, for keys written here (OWASP's figure for PBKDF2 with SHA-256). */
const ITERATIONS = 600_000;
/** A planted key file must not keep the process busy for minutes, or fill its memory. */
const MOST_ITERATIONS = 10_000_000;
const MOST_SCRYPT_MEMORY = 256 * 1024 * 1024;

const BEGIN = BEGIN_ENCRYPTED;
const END = '-----END ENCRYPTED PRIVATE KEY-----';

/**
 * Encrypts a private key with a passphrase: PKCS#8 EncryptedPrivateKeyInfo as PEM
 * (RFC 5958), PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018). OpenSSL
 * reads it.
 *
 * @param pkcs8 The unencrypted key, PKCS#8 DER.
 */
export function encryptKey(pkcs8: Uint8Array, passphrase: string): string {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const cipher = createCipheriv(
    'aes-256-cbc',
    pbkdf2Sync(passphrase, salt, ITERATIONS, 32, 'sha256'),
    iv,
  );
  const sealed = Buffer.concat([cipher.update(pkcs8), cipher.final()]);
  const prf = writeDer(DER.sequence, oid(HMAC_SHA256), writeDer(DER.nothing));
  const kdf = writeDer(DER.sequence, writeDer(DER.octets, salt), writeNumber(ITERATIONS), prf);
  const scheme = writeDer(DER.sequence, oid(AES_256_CBC), writeDer(DER.octets, iv));
  const parameters = writeDer(DER.sequence, writeDer(DER.sequence, oid(PBKDF2), kdf), scheme);
  const algorithm = writeDer(DER.sequence, oid(PBES2), parameters);
  const der = writeDer(DER.sequence, algorithm, writeDer(DER.octets, sealed));
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/gu) ?? [];
  return `${[BEGIN, ...lines, END].join('\n')}\n`;
}

/**
 * Opens an encrypted private key. Written out here because runtimes differ: one
 * of the two cannot open keys protected with scrypt or HMAC-SHA-512.
 *
 * @returns Unencrypted PKCS#8 as PEM.
 * @throws CodedError `key_passphrase` (wrong), `key_encoding`, `key_algorithm` (unknown protection).
 */
export function decryptKey(pem: string, passphrase: string): string {
  const [outer] = readDer(pemBytes(pem));
  const [algorithm, sealed] = readSequence(outer);
  const [scheme, parameters] = readSequence(algorithm);
  if (readOid(scheme) !== PBES2) throw unsupported('it is not PBES2');
  const [derivation, encryption] = readSequence(parameters);
  const [cipherId, iv] = readSequence(encryption);
  const cipher = CIPHERS[readOid(cipherId)];
  if (cipher === undefined) throw unsupported('its cipher is not AES-128-CBC or AES-256-CBC');
  const key = derive(derivation, passphrase, cipher.bytes);
  const plain = open(cipher.name, key, readOctets(iv), readOctets(sealed));
  const body = (plain.toString('base64').match(/.{1,64}/gu) ?? []).join('\n');
  return `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
}

function derive(derivation: DerElement | undefined, passphrase: string, bytes: number): Uint8Array {
  const [id, parameters] = readSequence(derivation);
  const kdf = readOid(id);
  const fields = readSequence(parameters);
  const salt = readOctets(fields[0]);
  if (kdf === PBKDF2) return derivePbkdf2(fields, salt, passphrase, bytes);
  if (kdf === SCRYPT) return deriveScrypt(fields, salt, passphrase, bytes);
  throw unsupported('its key derivation is not PBKDF2 or scrypt');
}

function derivePbkdf2(
  fields: readonly DerElement[],
  salt: Uint8Array,
  passphrase: string,
  bytes: number,
): Uint8Array {
  const iterations = readNumber(fields[1]);
  if (iterations < 1 || iterations > MOST_ITERATIONS)
    throw unsupported(`it asks for ${iterations} iterations`);
  const last = fields.find((field, index) => index > 1 && field.tag === DER.sequence);
  const hash = last === undefined ? 'sha1' : HASHES[readOid(readSequence(last)[0])];
  if (hash === undefined) throw unsupported('its pseudo-random function is not known');
  return pbkdf2Sync(passphrase, salt, iterations, bytes, hash);
}

function deriveScrypt(
  fields: readonly DerElement[],
  salt: Uint8Array,
  passphrase: string,
  bytes: number,
): Uint8Array {
  const [N, r, p] = [readNumber(fields[1]), readNumber(fields[2]), readNumber(fields[3])];
  const power = N > 1 && Number.isInteger(Math.log2(N));
  if (!power || r < 1 || p < 1 || p > 16 || 128 * N * r > MOST_SCRYPT_MEMORY) {
    throw unsupported('its scrypt parameters are out of bounds');
  }
  return scryptSync(passphrase, salt, bytes, { N, r, p, maxmem: 2 * MOST_SCRYPT_MEMORY });
}

/** A wrong passphrase shows as bad padding, or by chance as bytes that are no key. */
function open(name: string, key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Buffer {
  try {
    const decipher = createDecipheriv(name, key, iv);
    const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
    createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' });
    return plain;
  } catch {
    // The cause is dropped on purpose: nothing derived from the key leaves here.
    throw new CodedError('key_passphrase', 'the passphrase does not open the private key', {
      hint: 'check the passphrase and that this is the key it belongs to',
    });
  }
}

function pemBytes(pem: string): Uint8Array {
  const start = pem.indexOf(BEGIN);
  const end = pem.indexOf(END, start);
  const body = pem.slice(start + BEGIN.length, end).replace(/\s/gu, '');
  if (start < 0 || end < 0 || !/^[A-Za-z0-9+/]+={0,2}$/u.test(body)) {
    throw new CodedError('key_encoding', 'the encrypted private key is not a whole PEM text', {
      hint: 'restore the key file from its backup',
    });
  }
  return Buffer.from(body, 'base64');
}

function oid(hex: string): Uint8Array {
  return writeDer(DER.oid, Buffer.from(hex, 'hex'));
}

function unsupported(why: string): CodedError {
  return new CodedError('key_algorithm', `the encrypted private key cannot be opened: ${why}`, {
    hint: 'write it anew with PBES2, PBKDF2 and AES-256-CBC (openssl pkcs8 -topk8 -v2 aes-256-cbc)',
  });
}
